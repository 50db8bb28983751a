"""A terminal beside a Trailmate that already runs: the same tutor, asked over loopback."""

from __future__ import annotations

import http.client
import json
from collections.abc import Sequence

from pydantic import TypeAdapter

from adapters.console.faults import ServerGoneError
from bot.core.mailbox import Posted
from bot.core.reply import Reply
from bot.core.request import Request

_POSTED = TypeAdapter(list[Posted])
PATIENCE = 60.0
"""Seconds to wait for a reply."""


class RemoteConversation:
    """Hands requests to the running server. `key` is what its side door asks for."""

    def __init__(self, port: int, key: str) -> None:
        self._port, self._key = port, key

    def reply(self, request: Request) -> Reply:
        """Answer one request. Raises ServerGoneError."""
        return Reply.model_validate_json(self._post("/terminal/say", request.model_dump_json()))

    def waiting(self, destinations: Sequence[str], after: int) -> list[Posted]:
        """Return the messages that wait, with a number above `after`. Raises ServerGoneError."""
        look = json.dumps({"destinations": list(destinations), "after": after})
        return _POSTED.validate_json(self._post("/terminal/news", look))

    def _post(self, path: str, body: str) -> bytes:
        host = f"127.0.0.1:{self._port}"
        headers = {"Authorization": f"Bearer {self._key}", "Origin": f"http://{host}"}
        connection = http.client.HTTPConnection(host, timeout=PATIENCE)
        try:
            connection.request("POST", path, body.encode(), headers)
            answer = connection.getresponse()
            said = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise ServerGoneError("The running Trailmate does not answer. Start `trailmate chat` again.") from error
        finally:
            connection.close()
        if answer.status != http.client.OK:
            raise ServerGoneError(f"The running Trailmate refuses this terminal: {said.decode('utf-8', 'replace')}")
        return said
