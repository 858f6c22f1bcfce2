"""One catalogue of words, Vietnamese and English."""
