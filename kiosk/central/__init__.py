"""The central service that every kiosk, phone and trader asks."""
