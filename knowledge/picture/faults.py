"""What can be wrong with the picture that somebody asks for."""


class PictureError(ValueError):
    """No such picture can be made; the message says what to do."""
