"""Blanks what is private in words that others are to read: names in paths, e-mail addresses, passwords and keys."""

from __future__ import annotations

import re

USER, MAIL, SECRET = "[user]", "[e-mail]", "[secret]"
MARKS = {USER: "a user name", MAIL: "an e-mail address", SECRET: "a key or password"}
"""What stands where something was, and what that was."""

_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL)
_TOKEN = re.compile(
    r"\b(?:sk|pk|rk)[-_](?:[A-Za-z]+[-_])*[A-Za-z0-9_-]{16,}|\bgh[pousr]_\w{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}"
    r"|\bhf_[A-Za-z0-9]{16,}|\bA(?:KIA|SIA)[0-9A-Z]{16}\b|\bAIza[\w-]{30,}|\bxox[abeprs]-[\w-]{10,}"
    r"|\bnpm_\w{30,}|\bpypi-[\w-]{30,}|\bya29\.[\w-]{20,}"
    r"|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"  # a JSON web token
    r"|\b\d{8,10}:[\w-]{35}\b|\b[\w-]{24,28}\.[\w-]{6}\.[\w-]{27,}"  # bots of Telegram and Discord
)
_BEARER = re.compile(r"(?i)\b(bearer|basic)(\s+)[\w.~+/=-]{8,}")
_IN_ADDRESS = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)[^\s/@:]*:[^\s/@]+@")
_ASSIGNED = re.compile(
    r"""(?ix) (
      \b[\w-]*(?:api[_-]?key|access[_-]?key|secret|passwo?r?d|passwd|pwd|passphrase|credentials?|auth[_-]?token)[\w-]*
      ["']? \s* (?:=|:) \s* )
      (?: "[^"\n]{4,}" | '[^'\n]{4,}' | (?=\S*\d)[^\s"'(),;]{6,} )"""
)
_TOKEN_ASSIGNED = re.compile(
    r"""(?ix) ( (?:\b|_)token["']? \s* (?:=|:) \s* )
      (?: "[^"\s]{12,}" | '[^'\s]{12,}' | (?=\S*\d)(?=\S*[a-z])[\w~+/=-]{16,} )"""
)
_IN_QUERY = re.compile(r"(?i)([?&](?:[\w-]*(?:key|token|secret|password|sig|signature))=)[^&\s\"']{6,}")
_RANDOM = re.compile(r"\b(?!_Z)(?=\w*\d)(?=\w*[a-z])(?=\w*[A-Z])[A-Za-z0-9+]{32,}={0,2}")
"""Long, mixed and without a gap: a key of a kind that is not known here. C++ names in linker errors begin with _Z."""
_MAIL = re.compile(r"\b[\w.%+-]+@(?:[\w-]+\.)+[A-Za-z]{2,}(?!\.?\w|\()")
_PROMPT = re.compile(r"\b[\w.-]+@[\w.-]+(?=[:\s][~/]\S*\s*[$#%]|:~|[$#]\s)")
_HOME = re.compile(r"(?i)(/+(?:home|users)/+)(?!\[)[^/\\\s:*?\"'<>|)\],]+")
_WINDOWS_HOME = re.compile(
    r"(?i)(\\+(?:users|documents and settings)\\+)(?!\[)(?:[^/\\:*?\"<>|\n]+(?=\\)|[^/\\\s:*?\"'<>|)\],]+)"
)


def blanked(text: str) -> str:
    """Return words with a mark in place of what is private. The same words again stay as they are."""
    text = _PRIVATE_KEY.sub(SECRET, text)
    text = _IN_ADDRESS.sub(rf"\1{SECRET}@", text)
    text = _TOKEN.sub(SECRET, text)
    text = _BEARER.sub(rf"\1\2{SECRET}", text)
    for assigned in (_ASSIGNED, _TOKEN_ASSIGNED, _IN_QUERY):
        text = assigned.sub(rf"\1{SECRET}", text)
    text = _WINDOWS_HOME.sub(rf"\1{USER}", _HOME.sub(rf"\1{USER}", text))
    text = _MAIL.sub(MAIL, text)
    text = _PROMPT.sub(USER, text)
    return _RANDOM.sub(SECRET, text)


def marks_in(text: str) -> tuple[str, ...]:
    """Say what was blanked in words."""
    return tuple(words for mark, words in MARKS.items() if mark in text)
