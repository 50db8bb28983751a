"""How Discord refuses: an HTTP status, its own code and, for a malformed body, where each problem is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

REASONS: dict[int, tuple[int, str]] = {
    0: (401, "401: Unauthorized"),
    10002: (404, "Unknown Application"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    30034: (400, "Max number of daily application command creates has been reached (200)"),
    40005: (413, "Request entity too large"),
    40060: (400, "Interaction has already been acknowledged."),
    40094: (400, "This interaction has reached its maximum number of follow ups"),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50013: (403, "Missing Permissions"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    50278: (403, "Cannot send messages to this user due to having no mutual guilds"),
    160002: (400, "Cannot reply without permission to read message history"),
    160004: (400, "A thread has already been created for this message"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a body, and where."""

    path: tuple[str | int, ...]
    code: str
    message: str

    def under(self, *path: str | int) -> Problem:
        """Return the same problem as seen from further out."""
        return Problem((*path, *self.path), self.code, self.message)


class Refusal(Exception):  # noqa: N818 - what Discord does is refuse
    """A request that is answered with an error."""

    def __init__(self, code: int, problems: list[Problem] | None = None) -> None:
        self.status, self.reason = REASONS.get(code, (400, "Invalid Form Body"))
        super().__init__(f"{code}: {self.reason} {problems or ''}")
        self.code = code
        self.problems = problems or []

    def body(self) -> Json:
        """Write the error as Discord does, each problem nested where it is."""
        body: Json = {"message": self.reason, "code": self.code}
        if self.problems:
            body["errors"] = _nested(self.problems)
        return body


def _nested(problems: list[Problem]) -> Json:
    root: Json = {}
    for problem in problems:
        node = root
        for step in problem.path:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": problem.code, "message": problem.message})
    return root


def malformed(*problems: Problem) -> Refusal:
    """Return the refusal of a body with these problems."""
    return Refusal(50035, list(problems))


def require(holds: object, code: int) -> None:
    """Refuse with `code` unless something holds."""
    if not holds:
        raise Refusal(code)
