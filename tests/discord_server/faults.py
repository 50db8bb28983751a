"""What goes wrong on purpose: which requests fail, how, how often, and before or after they took effect."""

from __future__ import annotations

import re
import socket
import struct
from asyncio import BaseTransport
from dataclasses import dataclass, field
from random import Random
from typing import Literal

Phase = Literal["before", "after"]
RESET = struct.pack("ii", 1, 0)


@dataclass
class Fault:
    """Something that goes wrong with requests whose `METHOD /path` a pattern finds.

    `status` answers with it (429 with `retry_after` seconds, as Discord does; `cloudflare` leaves out what Discord adds
    and answers in HTML); `reset` cuts the connection; `delay` only takes time. `after` happens once the request has
    taken effect.
    """

    route: str
    times: float = 1
    share: float = 1.0
    """The probability that it hits a request that it could hit."""
    phase: Phase = "before"
    status: int = 0
    code: int = 0
    """Discord's own code, such as 50007, to go with the status."""
    reset: bool = False
    delay: float = 0.0
    retry_after: float = 0.2
    everywhere: bool = False
    """Whether a 429 is for all routes."""
    cloudflare: bool = False

    def wanted(self, request: str, phase: Phase) -> bool:
        return self.times > 0 and self.phase == phase and re.search(self.route, request) is not None


@dataclass
class Faults:
    """The faults that are still to come; a storm is some with `times=inf` and a small `share` each."""

    coming: list[Fault] = field(default_factory=list)
    dice: Random = field(default_factory=lambda: Random(1))

    def add(self, fault: Fault) -> Fault:
        self.coming.append(fault)
        return fault

    def take(self, request: str, phase: Phase) -> Fault | None:
        """Return the fault that hits a request in a phase, one time less to come."""
        for fault in self.coming:
            if fault.wanted(request, phase) and (fault.share == 1 or self.dice.random() < fault.share):
                fault.times -= 1
                return fault
        return None


def reset(transport: BaseTransport | None) -> None:
    """End a connection with a TCP reset, so that the other side sees `ECONNRESET`."""
    if transport is None:
        return
    connection = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    abort = getattr(transport, "abort", transport.close)
    abort()
