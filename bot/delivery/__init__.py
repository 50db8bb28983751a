"""Carries the outbox to the channels: lease, pace, one more check, send, record."""

from bot.delivery.delivery import Delivery
from bot.delivery.desk import StillWanted, Timing

__all__ = ["Delivery", "StillWanted", "Timing"]
