"""Trailmate in a terminal."""
