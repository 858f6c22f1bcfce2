"""Each process: builds its objects, runs one loop, closes in reverse."""
