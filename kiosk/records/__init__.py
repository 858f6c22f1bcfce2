"""What the registry knows of a product, a lot, an establishment. Pure."""
