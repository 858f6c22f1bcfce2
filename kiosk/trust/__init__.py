"""Who may sign seals, and whether a seal is genuine. Pure."""
