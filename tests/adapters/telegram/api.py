"""A Bot API for tests: a server that nobody here wrote, and a thin layer in front of it for what that one lacks.

Behind is `lo-bot-api-emulator`, a process of its own. The layer records every request and hands it on. It adds what
that one lacks: the bot's name, polls, who is in a group; drops fields that it does not know; reads HTML as strictly
as Telegram; fails when told to; and, if asked, enforces the published limits.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession, FormData, TCPConnector, web

from tests.adapters.telegram.parser import UnparsableError, parse

USERNAME, BOT = "trailmate_bot", 1
SENDING = ("sendMessage", "sendPhoto", "sendDocument", "sendPoll", "editMessageText")
UNKNOWN_THERE = ("message_thread_id", "link_preview_options")
QUEUED_AS_MESSAGE = ("poll_answer", "my_chat_member", "edited_message")
RIGHTS = ("be_edited", "manage_chat", "delete_messages", "manage_video_chats", "restrict_members", "promote_members",
          "change_info", "invite_users", "post_stories", "edit_stories", "delete_stories")  # fmt: skip
_numbers = itertools.count(1)


@dataclass
class Call:
    """One request of the bot, and how it was answered."""

    method: str
    fields: dict[str, Any]
    at: float
    status: int = 0

    @property
    def chat(self) -> int:
        return int(self.fields.get("chat_id", 0))

    @property
    def text(self) -> str:
        return str(self.fields.get("text") or self.fields.get("caption") or self.fields.get("question") or "")

    @property
    def buttons(self) -> list[list[dict[str, Any]]]:
        markup = json.loads(self.fields.get("reply_markup") or "{}")
        return list(markup.get("inline_keyboard", []))


@dataclass
class Fault:
    """What happens to requests of one method, `times` times: an answer, silence, or a wait before either."""

    method: str
    status: int = 0
    body: dict[str, Any] = field(default_factory=dict)
    times: int = 1
    drop: bool = False
    after: bool = False
    """Whether the request takes effect all the same."""
    seconds: float = 0.0


class BotApi:
    """The layer. Its fields are what tests look at and change."""

    def __init__(self, behind: str, token: str, session: ClientSession, *, enforce: bool = False) -> None:
        self.token, self.enforce = token, enforce
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.members: dict[tuple[int, int], str] = {}
        self.files: dict[str, bytes] = {}
        self.username: str | None = USERNAME
        self.refused: list[str] = []
        self.address = ""
        self._behind, self._session = behind, session
        self._sent: dict[int, list[float]] = defaultdict(list)
        self._polls = itertools.count(1)
        self._messages = itertools.count(5_000)
        self._queries = itertools.count(1)

    # -- what people do

    async def say(self, text: str, chat: int = 7, user: int | None = None, **more: Any) -> int:
        """Let somebody write in a chat; groups have negative ids. Returns the update's id."""
        return await self.enqueue({"message": message(text, chat, user or abs(chat), **more)})

    async def press(
        self, data: str, on: Call | None = None, chat: int = 7, user: int | None = None, message_id: int = 1
    ) -> int:
        """Let somebody press a button."""
        origin = message("a card", chat, BOT, message_id=message_id, is_bot=True)
        query = {
            "id": str(next(self._queries)),
            "from": person(user or chat),
            "chat_instance": "1",
            "data": data,
            "message": origin,
        }
        return await self.enqueue({"callback_query": query})

    async def enqueue(self, update: dict[str, Any]) -> int:
        """Queue an update of any kind: one that the emulator does not know travels inside a message."""
        kind = next(key for key in update if key != "update_id")
        if kind in QUEUED_AS_MESSAGE:
            update = {
                **{k: v for k, v in update.items() if k != kind},
                "message": {"kind": kind, "inside": update[kind]},
            }
        body = {"token": self.token, "update": update}
        async with self._session.post(f"{self._behind}/__fixture/updates", json=body) as answer:
            said = await answer.json()
        assert said["ok"], said
        return int(said["result"]["update_id"])

    # -- what tests look at

    def sent(self, chat: int | None = None) -> list[Call]:
        """Return the messages that arrived, in order."""
        return [call for call in self.calls
                if call.method in SENDING and call.status == 200 and chat in (None, call.chat)]  # fmt: skip

    def of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    async def until(self, is_so: Callable[[], object], seconds: float = 15.0) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(seconds):
            while not is_so():  # noqa: ASYNC110 # what is waited for happens in another process
                await asyncio.sleep(0.02)

    # -- the server

    def app(self) -> web.Application:
        app = web.Application(client_max_size=60 * 2**20)
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        app.router.add_get("/file/{rest:.*}", self._file)
        return app

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        fields, files = await _read(request)
        call = Call(method, fields, time.monotonic())
        self.calls.append(call)
        if answer := await self._faulty(request, call, fields, files):
            call.status = answer.status
            return answer
        status, body = await self._answer(request, call, fields, files)
        call.status = status
        if status >= 400 and method in SENDING:
            self.refused.append(str(body.get("description")))
        return web.json_response(body, status=status)

    async def _faulty(
        self, request: web.Request, call: Call, fields: dict[str, Any], files: dict[str, Any]
    ) -> web.StreamResponse | None:
        fault = next((one for one in self.faults if one.method == call.method and one.times > 0), None)
        if fault is None:
            return None
        fault.times -= 1
        if fault.after:
            call.status, _ = await self._answer(request, call, fields, files)
            self.calls.append(Call(call.method, call.fields, call.at, call.status))
        if fault.seconds:
            await asyncio.sleep(fault.seconds)
        if fault.drop:
            assert request.transport
            request.transport.close()
            return web.Response(status=599)
        return (
            web.json_response({"ok": False, "error_code": fault.status, **fault.body}, status=fault.status)
            if fault.status
            else None
        )

    async def _answer(
        self, request: web.Request, call: Call, fields: dict[str, Any], files: dict[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        if call.method in SENDING and (wait := self._too_fast(call)):
            return 429, {"ok": False, "error_code": 429, "description": f"Too Many Requests: retry after {wait}",
                         "parameters": {"retry_after": wait}}  # fmt: skip
        if fields.get("parse_mode") == "HTML":
            try:
                parse(str(fields.get("text") or fields.get("caption") or ""))
            except UnparsableError as error:
                return 400, {"ok": False, "error_code": 400, "description": f"Bad Request: {error}"}
        if call.method == "sendPoll":
            return 200, {"ok": True, "result": self._poll(call)}
        if call.method == "getFile" and (id := str(fields.get("file_id"))) in self.files:
            return 200, {"ok": True, "result": {"file_id": id, "file_unique_id": id, "file_path": f"documents/{id}"}}
        if call.method == "getChatMember":
            return 200, {"ok": True, "result": self._member(call)}
        return await self._forward(request, call.method, fields, files)

    async def _forward(
        self, request: web.Request, method: str, fields: dict[str, Any], files: dict[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        known = {name: value for name, value in fields.items() if name not in UNKNOWN_THERE}
        form = FormData(known)
        for name, (filename, content) in files.items():
            form.add_field(name, content, filename=filename)
        url = f"{self._behind}{request.path}"
        try:
            async with self._session.post(url, data=form if known or files else None) as answer:
                body = await answer.json()
        except ClientError:
            return 502, {"ok": False, "error_code": 502, "description": "Bad Gateway"}
        if method == "getMe" and self.username:
            body["result"] |= {"id": BOT, "username": self.username}
        if method == "getUpdates" and body.get("ok"):
            body["result"] = [_unpacked(update) for update in body["result"]]
        return answer.status, body

    async def _file(self, request: web.Request) -> web.Response:
        if content := self.files.get(request.path.rpartition("/")[2]):
            return web.Response(body=content)
        async with self._session.get(f"{self._behind}{request.path}") as answer:
            return web.Response(body=await answer.read(), status=answer.status)

    def _poll(self, call: Call) -> dict[str, Any]:
        poll = {"id": str(next(self._polls)), "question": call.fields["question"], "options": [],
                "total_voter_count": 0,
                "is_closed": False, "is_anonymous": False, "type": "quiz", "allows_multiple_answers": False,
                "allows_revoting": False, "members_only": False}  # fmt: skip
        return {**message("", call.chat, 1, message_id=next(self._messages)), "poll": poll}

    def _member(self, call: Call) -> dict[str, Any]:
        user = int(call.fields["user_id"])
        status = self.members.get((call.chat, user), "left")
        rights = {f"can_{right}": True for right in RIGHTS} if status == "administrator" else {}
        return {"status": status, "user": person(user), "is_anonymous": False, **rights}

    def _too_fast(self, call: Call) -> int:
        """Return the seconds to wait: 30 a second in all; a chat one a second, in bursts; a group 20 a minute."""
        if not self.enforce:
            return 0
        now, everywhere, here = call.at, self._sent[0], self._sent[call.chat]
        limits = [(everywhere, 1, 30), (here, 1, 3), (here, 10, 13), *([(here, 60, 20)] if call.chat < 0 else [])]
        for sent, seconds, most in limits:
            if sum(at > now - seconds for at in sent) >= most:
                return seconds
        everywhere.append(now)
        here.append(now)
        return 0


async def _read(request: web.Request) -> tuple[dict[str, Any], dict[str, Any]]:
    fields: dict[str, Any] = {}
    files: dict[str, Any] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = (value.filename, value.file.read())
            fields.setdefault("_files", []).append(value.filename)
        else:
            fields[name] = value if isinstance(value, str) else bytes(value).decode()
    fields.pop("_files", None)
    return fields, files


def _unpacked(update: dict[str, Any]) -> dict[str, Any]:
    inside = update.get("message", {})
    return {"update_id": update["update_id"], inside["kind"]: inside["inside"]} if "kind" in inside else update


def person(id: int, *, is_bot: bool = False) -> dict[str, Any]:
    return {"id": id, "is_bot": is_bot, "first_name": f"Person {id}"}


def chat_of(id: int) -> dict[str, Any]:
    if id > 0:
        return {"id": id, "type": "private", "first_name": f"Person {id}"}
    return {"id": id, "type": "supergroup", "title": "Learners"}


def message(
    text: str, chat: int, user: int, *, message_id: int | None = None, is_bot: bool = False, **more: Any
) -> dict[str, Any]:
    """A message as Telegram would describe it, its command and its mentions marked."""
    made = {"message_id": message_id or next(_numbers), "date": int(time.time_ns() / 1e9), "chat": chat_of(chat),
            "from": person(user, is_bot=is_bot), "text": text, "entities": list(_entities(text))}  # fmt: skip
    return {key: value for key, value in (made | more).items() if value not in (None, [], "")}


def _entities(text: str) -> Iterator[dict[str, Any]]:
    place = 0
    for word in text.split(" "):
        length = len(word.encode("utf-16-le")) // 2
        if word.startswith("/") and place == 0:
            yield {"type": "bot_command", "offset": 0, "length": length}
        elif word.startswith("@"):
            yield {"type": "mention", "offset": place, "length": length}
        place += length + 1


def joins(chat: int, status: str = "member") -> dict[str, Any]:
    """Tell that the bot was taken into a group, or has another standing there."""
    was, now = ("left", status) if status == "member" else ("member", status)
    me = person(BOT, is_bot=True)
    return {
        "my_chat_member": {
            "chat": {"id": chat, "type": "supergroup", "title": "Learners"}, "from": person(7), "date": 1_790_000_000,
            "old_chat_member": {"status": was, "user": me},
            "new_chat_member": {"status": now, "user": me, "until_date": 0},
        }
    }  # fmt: skip


@contextmanager
def emulator(folder: Path, port: int | None = None) -> Iterator[str]:
    """Run the emulator as a process of its own; give its address."""
    port = port or free_port()
    program = Path(sys.executable).parent / "lo-bot-api-emulator"
    command = [str(program), "--port", str(port), "--enable-control", "--allow-insecure-loopback-webhooks",
               "--journal", str(folder / "journal.jsonl")]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(400):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()  # it would wait for whoever polls
        process.wait(10)


@asynccontextmanager
async def bot_api(behind: str, *, enforce: bool = False) -> AsyncIterator[BotApi]:
    """Serve the layer with a bot of its own until the end of the block."""
    # no connection is used again: the server behind may have been restarted
    async with ClientSession(connector=TCPConnector(force_close=True)) as session:
        api = BotApi(behind, f"{next(_numbers)}:secret-token-{next(_numbers)}", session, enforce=enforce)
        runner = web.AppRunner(api.app(), handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        api.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield api
        finally:
            await runner.cleanup()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
