"""One package a platform; each translates and decides nothing."""
