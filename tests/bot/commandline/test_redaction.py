"""A token never reaches the log: not in a message, not in its arguments, not in a traceback, not in last words."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from bot.commandline.redaction import Redaction, keep_out_of_log

TOKEN = "123456:AA-secret_token"  # made up


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    root, out = logging.getLogger(), io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(Redaction([TOKEN]))
    root.addHandler(handler)
    yield out
    root.removeHandler(handler)


def test_messages_arguments_and_tracebacks_lose_the_token(written: io.StringIO) -> None:
    log = logging.getLogger("httpx")
    log.error("HTTP Request: POST %s", f"https://api.telegram.org/bot{TOKEN}/getMe")
    try:
        int(f"no route to bot{TOKEN}")
    except ValueError:
        log.exception("failed", stack_info=True)
    assert TOKEN not in written.getvalue()
    assert "no route to bot<hidden>" in written.getvalue()
    assert "Traceback" in written.getvalue()


def test_what_nobody_caught_is_printed_without_it_and_talkers_are_quiet(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.excepthook", None)
    keep_out_of_log([])
    assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)
    error = ValueError(TOKEN)
    Redaction([TOKEN]).last_words(ValueError, error, None)
    assert capsys.readouterr().err == "ValueError: <hidden>\n"
    for handler in logging.getLogger().handlers:
        for one in [found for found in handler.filters if isinstance(found, Redaction)]:
            handler.removeFilter(one)
