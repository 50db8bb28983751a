"""What can end a terminal's talk from outside."""


class ServerGoneError(RuntimeError):
    """The Trailmate that the terminal talked to has stopped."""
