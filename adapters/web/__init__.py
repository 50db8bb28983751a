"""Trailmate in a local web page."""
