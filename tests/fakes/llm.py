"""A scripted OpenAI-compatible server on a real socket: tests say what it replies, and when.

In process:   async with FakeLlm() as llm: llm.script(Reply("Yes. [1]", hold=True)); llm.release(1)
As a process: with LlmProcess() as llm: llm.script(Reply(status=429, retry_after_s=1))
By hand:      python -m tests.fakes.llm --port 9000

Replies are used in order; when none is left, `DEFAULT_ANSWER` is streamed at once. Requests for
another wording of a question take from their own queue (`script_rewrites`) and else get it back, so
that a test that scripts answers need not know of other calls.
"""

import argparse
import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal, Self

DEFAULT_ANSWER = "The documentation describes it here [1]."
_USAGE = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
_REASONS = {200: "OK", 204: "No Content", 404: "Not Found", 429: "Too Many Requests"}


@dataclass
class Reply:
    """One scripted reply.

    `hold`: each chunk waits for `release`. `cut_after`: end after that many chunks without an end
    mark, cleanly or by closing the connection (`cut`). `hang`: never send the first byte
    (`before`), or stop for ever after `cut_after` chunks (`between`) or the end mark (`after`).
    `body`: send exactly this as the body. `refuses`: a field that a request may not have; it gets
    status 400, and the reply waits for the next one.
    """

    text: str = DEFAULT_ANSWER
    chunks: list[str] | None = None
    status: int = 200
    retry_after_s: float | str | None = None
    hold: bool = False
    delay_s: float = 0.0
    cut_after: int | None = None
    cut: Literal["clean", "connection"] = "clean"
    hang: Literal["before", "between", "after"] | None = None
    body: str | None = None
    refuses: str | None = None
    finish_reason: str | None = "stop"

    def pieces(self) -> list[str]:
        """Return what is streamed: the given chunks, else the text word by word."""
        if self.chunks is not None:
            return self.chunks
        words = self.text.split(" ")
        return [word + (" " if i < len(words) - 1 else "") for i, word in enumerate(words)]


@dataclass
class FakeLlm:
    """The server. Attributes count what happened; `wait_for` waits until it has.

    `usage`: what is told about tokens; None: nothing.
    `gate`: awaited with the request's body and the number of chunks sent, before each chunk of a
    streamed reply and before its end mark.
    """

    host: str = "127.0.0.1"
    port: int = 0
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    chunks_sent: int = 0
    replies_finished: int = 0
    disconnects: int = 0
    default: Reply = field(default_factory=Reply)
    usage: dict[str, int] | None = field(default_factory=lambda: dict(_USAGE))
    gate: Callable[[dict[str, Any], int], Awaitable[None]] | None = None

    def __post_init__(self) -> None:
        self._replies: deque[Reply] = deque()
        self._rewrites: deque[Reply] = deque()
        self._permits = 0
        self._changed = asyncio.Condition()
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    @property
    def base_url(self) -> str:
        """What `BATON_LLM_BASE_URL` must be."""
        return f"http://{self.host}:{self.port}/v1"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, self.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in list(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def script(self, *replies: Reply) -> None:
        """Queue replies to requests for an answer."""
        self._replies.extend(replies)

    def script_rewrites(self, *replies: Reply) -> None:
        """Queue replies to requests for another wording of a question."""
        self._rewrites.extend(replies)

    def release(self, chunks: int | None = None) -> None:
        """Let held replies send that many chunks more; None: all, also of later replies."""
        self._permits = 10**9 if chunks is None else self._permits + chunks
        _notify(self._changed)

    def reset(self) -> None:
        """Forget scripts, permits, the gate, another default, and counts."""
        self.gate = None
        self.default = Reply()
        self._replies.clear()
        self._rewrites.clear()
        self._permits = self.chunks_sent = self.replies_finished = self.disconnects = 0
        self.requests.clear()
        self.headers.clear()

    def counts(self) -> dict[str, int]:
        """Return what can be waited for."""
        return {
            "requests": len(self.requests),
            "chunks_sent": self.chunks_sent,
            "replies_finished": self.replies_finished,
            "disconnects": self.disconnects,
        }

    async def wait_for(self, timeout_s: float = 10.0, **counts: int) -> None:
        """Wait until each count is at least as given: `await llm.wait_for(requests=1)`."""

        def reached() -> bool:
            now = self.counts()
            return all(now[name] >= least for name, least in counts.items())

        async with asyncio.timeout(timeout_s), self._changed:
            await self._changed.wait_for(reached)

    # -- the wire -------------------------------------------------------------------------------

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            while await self._serve_one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # cancelled only by `__aexit__`, and streams.py would log it as an error
        finally:
            self._connections.discard(task)
            writer.close()

    async def _serve_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Serve one request; False ends the connection."""
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        method, path, _ = first.split(" ", 2)
        headers = {k.lower(): v.strip() for k, _, v in (h.partition(":") for h in lines if h)}
        raw = await reader.readexactly(int(headers.get("content-length", "0")))
        body = json.loads(raw) if raw else {}
        if path.startswith("/__"):
            await _send_json(writer, await self._control(path, body))
            return True
        if method != "POST" or not path.endswith("/chat/completions"):
            await _send_json(writer, {"error": {"message": "no such route"}}, status=404)
            return True
        self.requests.append(body)
        self.headers.append(headers)
        await self._note()
        return await self._complete(_Exchange(self, reader, writer, body))

    async def _control(self, path: str, body: Any) -> dict[str, Any]:
        """Steer a server in another process: see `LlmProcess`."""
        match path:
            case "/__script":
                self.script(*(Reply(**reply) for reply in body))
            case "/__script_rewrites":
                self.script_rewrites(*(Reply(**reply) for reply in body))
            case "/__release":
                self.release(body.get("chunks"))
            case "/__reset":
                self.reset()
            case "/__wait":
                await self.wait_for(body.pop("timeout_s", 10.0), **body)
            case "/__requests":
                return {"requests": self.requests}
        return self.counts()

    async def _complete(self, exchange: "_Exchange") -> bool:
        messages = exchange.body["messages"]
        rewrites = bool(messages) and messages[0]["content"].startswith("Rewrite ")
        queue = self._rewrites if rewrites else self._replies
        if queue and queue[0].refuses in exchange.body:
            reply = Reply(status=400)
        elif queue:
            reply = queue.popleft()
        elif rewrites:
            reply = Reply(messages[-1]["content"])
        else:
            reply = self.default
        finished = await exchange.answer(reply)
        if finished:
            self.replies_finished += 1
        else:
            self.disconnects += 1
        await self._note()
        return finished and reply.cut_after is None

    async def _note(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def chunk_allowed(self) -> None:
        """Wait for one permit and use it."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._permits > 0)
            self._permits -= 1

    async def note_chunk(self) -> None:
        """Count one chunk as sent."""
        self.chunks_sent += 1
        await self._note()


@dataclass
class _Exchange:
    """One request and the sending of its reply."""

    server: FakeLlm
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    body: dict[str, Any]

    async def answer(self, reply: Reply) -> bool:
        """Send the reply; False when the client went away first."""
        sending = asyncio.ensure_future(self._send(reply))
        leaving = asyncio.ensure_future(self.reader.read(1))
        done, _ = await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        leaving.cancel()
        if sending in done:
            await asyncio.gather(leaving, return_exceptions=True)
            return not isinstance(sending.exception(), ConnectionError)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        return False

    async def _send(self, reply: Reply) -> None:
        if reply.hang == "before":
            await asyncio.Event().wait()
        if reply.status != 200:
            error = {"error": {"message": f"scripted {reply.status}", "type": "scripted"}}
            after = {} if reply.retry_after_s is None else {"Retry-After": f"{reply.retry_after_s}"}
            await _send_json(self.writer, error, status=reply.status, headers=after)
        elif reply.body is not None:
            await _send_raw(self.writer, reply.body.encode(), "text/html")
        else:
            await self._stream(reply)

    def _frame(self, choices: list[Any], kind: str, usage: Any = None) -> dict[str, Any]:
        model = self.body.get("model", "fake")
        frame = {"id": "cmpl-1", "object": kind, "created": 0, "model": model, "choices": choices}
        return frame if usage is None else {**frame, "usage": usage}

    async def _stream(self, reply: Reply) -> None:
        self.writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
            b"transfer-encoding: chunked\r\n\r\n"
        )
        pieces = reply.pieces()
        for sent, piece in enumerate(pieces):
            if sent == reply.cut_after:
                break
            await self._pass_gate(sent)
            if reply.hold:
                await self.server.chunk_allowed()
            if reply.delay_s:
                await asyncio.sleep(reply.delay_s)
            delta = {"index": 0, "delta": {"role": "assistant", "content": piece}}
            self._event(json.dumps(self._frame([delta], "chat.completion.chunk")))
            await self.writer.drain()
            await self.server.note_chunk()
        if reply.hang == "between":
            await asyncio.Event().wait()
        if reply.cut_after is not None:
            if reply.cut == "clean":
                self.writer.write(b"0\r\n\r\n")
            return
        await self._pass_gate(len(pieces))
        end = {"index": 0, "delta": {}, "finish_reason": reply.finish_reason}
        self._event(json.dumps(self._frame([end], "chat.completion.chunk")))
        if reply.hang == "after":
            await asyncio.Event().wait()
        if self.body.get("stream_options", {}).get("include_usage"):
            self._event(json.dumps(self._frame([], "chat.completion.chunk", self.server.usage)))
        self._event("[DONE]")
        self.writer.write(b"0\r\n\r\n")
        await self.writer.drain()

    async def _pass_gate(self, sent: int) -> None:
        if self.server.gate:
            await self.server.gate(self.body, sent)

    def _event(self, data: str) -> None:
        line = f"data: {data}\n\n".encode()
        self.writer.write(f"{len(line):x}\r\n".encode() + line + b"\r\n")


def _notify(condition: asyncio.Condition) -> None:
    async def notify() -> None:
        async with condition:
            condition.notify_all()

    task = asyncio.ensure_future(notify())
    _notifying.add(task)
    task.add_done_callback(_notifying.discard)


_notifying: set[asyncio.Task[None]] = set()


async def _send_json(
    writer: asyncio.StreamWriter,
    value: Any,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> None:
    await _send_raw(writer, json.dumps(value).encode(), "application/json", status, headers)


async def _send_raw(
    writer: asyncio.StreamWriter,
    body: bytes,
    content_type: str,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> None:
    extra = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
    head = (
        f"HTTP/1.1 {status} {_REASONS.get(status, 'Scripted')}\r\ncontent-type: {content_type}\r\n"
        f"content-length: {len(body)}\r\n{extra}\r\n"
    )
    writer.write(head.encode() + body)
    await writer.drain()


async def _serve(port: int) -> None:
    async with FakeLlm(port=port) as server:
        print(server.base_url, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    try:
        asyncio.run(_serve(parser.parse_args().port))
    except KeyboardInterrupt:
        pass
