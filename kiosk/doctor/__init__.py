"""What a technician asks of a unit: each check one row, by the code that the unit itself works with."""
