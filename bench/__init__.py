"""Measurements, and the generators of what is shipped as samples."""
