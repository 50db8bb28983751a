"""Draws the topics and what each asks for first: the roadmap as a picture, SVG and PNG from one layout."""
