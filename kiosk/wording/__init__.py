"""What a result says, in one language: for the screen, the phone page and the command line. Pure."""
