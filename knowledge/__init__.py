"""Trailmate's search library and curated notes; works alone: `python -m knowledge`."""
