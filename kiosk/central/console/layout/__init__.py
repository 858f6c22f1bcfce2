"""What every page of the console has."""
