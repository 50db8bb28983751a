"""What the benchmarks share: percentiles, tables, and a description of the machine."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def ms(seconds: ArrayLike, percent: float) -> float:
    """Return a percentile of times, in milliseconds."""
    return float(np.percentile(np.asarray(seconds), percent)) * 1000


def ratio(times: ArrayLike, base: ArrayLike, percent: float) -> float:
    """Return how many times longer `times` are than `base`, at one percentile of each."""
    return ms(times, percent) / ms(base, percent)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; all columns but the first are right-aligned."""
    rule = ["---", *("---:" for _ in header[1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in (header, rule, *rows))


def today() -> str:
    """Return the date, in UTC."""
    return time.strftime("%Y-%m-%d", time.gmtime())


def verdict(met: object) -> str:
    """Return whether a goal was met, as a word for a page."""
    return "met" if met else "**missed**"


def machine() -> str:
    """Describe the machine and the Python that ran, without its name."""
    return f"{_processor()}, {os.cpu_count()} virtual cores, {platform.system()}, Python {platform.python_version()}"


def versions(*packages: str) -> str:
    """Return `name version` of each package, or that it is not installed."""
    return ", ".join(f"{package} {_version(package)}" for package in packages)


def resident_mb(process: int | None = None) -> float:
    """Return the resident memory of a process, ours by default, in MB of a million bytes; needs `ps`."""
    command = ["ps", "-o", "rss=", "-p", str(process or os.getpid())]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout) * 1024 / 1e6


def private_mb(process: int) -> float:
    """Return the part of it that no other process shares and no file backs, in MB of a million bytes; Linux only.

    Pages of a mapped file count as resident, but the system may take them back at any time.
    """
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8")
    return sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Private_Dirty")) * 1024 / 1e6


def commands(docstring: str | None) -> str:
    """Return the indented lines of a module's docstring, which say how to run it, as a block of shell commands."""
    lines = [line.strip() for line in (docstring or "").splitlines() if line.startswith("    ")]
    return "\n".join(["```sh", *lines, "```"])


def say(text: str) -> None:
    """Tell the person who waits what is going on."""
    print(text, file=sys.stderr, flush=True)


def write(page: Path, text: str) -> None:
    """Write a page of documentation and say where."""
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(text.strip() + "\n", encoding="utf-8")
    say(f"wrote {page}")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "(not installed)"


def _processor() -> str:
    # platform.processor() is empty or vague on Linux
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
