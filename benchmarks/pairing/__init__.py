"""How good the matching of study partners is, how long it takes, and how long it blocks."""
