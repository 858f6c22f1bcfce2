"""One item's record and history, asked by a kiosk."""
