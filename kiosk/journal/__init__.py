"""What this kiosk did: chained, durable, nothing about people."""
