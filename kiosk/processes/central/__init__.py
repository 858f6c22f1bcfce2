"""The central service on its machine: its database, its web server, and the rounds beside it."""
