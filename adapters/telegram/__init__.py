"""Trailmate in Telegram."""
