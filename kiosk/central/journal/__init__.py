"""The journals of the kiosks at the centre: taken in, kept by month, read by who supervises."""
