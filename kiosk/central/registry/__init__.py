"""Establishments, products, lots, certificates, movements, recalls: what the centre knows."""
