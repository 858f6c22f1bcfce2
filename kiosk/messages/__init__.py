"""What processes, and the kiosk and the centre, say to each other. Pure."""
