"""Keeps tokens out of the log, whoever writes there, tracebacks included."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterable
from types import TracebackType

HIDDEN = "<hidden>"
TALKERS = ("httpx", "httpcore", "telegram", "hpack")
"""Libraries that tell of every request, address and all."""


class Redaction(logging.Filter):
    """Takes secrets out of everything that a handler is about to write."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        self._secrets = sorted(filter(None, secrets), key=len, reverse=True)
        self._formatter = logging.Formatter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record, not only its text: other handlers get the same one."""
        record.msg, record.args = self.hide(record.getMessage()), None
        if record.exc_info:
            record.exc_text = self._formatter.formatException(record.exc_info)
            record.exc_info = None
        if record.exc_text:
            record.exc_text = self.hide(record.exc_text)
        if record.stack_info:
            record.stack_info = self.hide(record.stack_info)
        return True

    def hide(self, text: str) -> str:
        """Return text without the secrets."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return text

    def last_words(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Print an error that nobody caught, as Python would."""
        sys.stderr.write(self.hide("".join(traceback.format_exception(kind, error, trace))))


def keep_out_of_log(secrets: Iterable[str]) -> None:
    """Let no secret be written by any handler of the root, nor by Python's own last words."""
    redaction = Redaction(secrets)
    for handler in logging.getLogger().handlers:
        handler.addFilter(redaction)
    sys.excepthook = redaction.last_words
    for talker in TALKERS:
        logging.getLogger(talker).setLevel(logging.WARNING)
