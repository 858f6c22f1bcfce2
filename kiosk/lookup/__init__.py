"""Where a record is found on this unit."""
