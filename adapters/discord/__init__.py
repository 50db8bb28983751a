"""Trailmate in a Discord server."""
