"""Labels that were sealed: batches, what is left of a lot's, printed again, withdrawn."""
