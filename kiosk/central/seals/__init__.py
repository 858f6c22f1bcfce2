"""What the centre does with private keys: making one, and sealing labels. No kiosk ever holds one."""
