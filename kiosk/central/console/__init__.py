"""The console: pages by which boards, supervisors and departments work, at /console/."""
