"""What stalls announce: who sells which lots today."""
