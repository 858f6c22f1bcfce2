"""What shoppers report: a reason and a label, nothing about them, and what became of it."""
