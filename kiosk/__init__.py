"""The public produce scanner of Hanoi's markets."""
