"""Shoppers' reports at the console."""
