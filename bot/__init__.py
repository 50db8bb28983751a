"""Trailmate, the bot: conversation, features, storage, delivery and how they are put together."""
