"""Who signs in to the console, and stays signed in."""
