"""A model's maker on this machine: *simulated: written by us, not model output*.

What every simulated maker shares: a loopback HTTP server in threads, a script of replies, and a
log of what was asked. How a maker writes its answers is said by the subclasses."""

import contextlib
import json
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Self

LABEL = "simulated: written by us, not model output"
How = Literal["answer", "reset", "silence"]


@dataclass(frozen=True)
class Reply:
    """What goes over the wire: after `seconds`, an HTTP answer (a str body goes as it is), a reset
    connection, or nothing for ever."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    how: How = "answer"
    chunked: bool = False

    def after(self, seconds: float) -> "Reply":
        """The same, later."""
        return replace(self, seconds=seconds)

    def in_chunks(self) -> "Reply":
        """The same in small pieces."""
        return replace(self, chunked=True)


@dataclass(frozen=True)
class Media:
    """One recording or photo as it arrived."""

    media_type: str
    content: bytes


@dataclass(frozen=True)
class Call:
    """One request, understood: `text` is all that was written to the model beside the
    instruction."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    media: tuple[Media, ...]
    instruction: str
    text: str
    tools: dict[str, dict[str, Any]]
    shape: dict[str, Any] | None


Script = Reply | Callable[[Call], Reply]


class SimulatedServer:
    """A maker that answers by script; a context manager. `calls` is the log, oldest first."""

    model = "simulated"

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self._script: list[Script] = []
        self._lock = threading.Lock()
        self._gone = threading.Event()
        self._server: ThreadingHTTPServer | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, port: int = 0) -> Self:
        """Listen on `port`, or on a free one; the same after `stop` to come back."""
        self._gone.clear()
        self._server = _Server(("127.0.0.1", port or self.port), self)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self) -> None:
        """Nobody listens any more; who still waits for an answer is let go."""
        self._gone.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.stop()

    def answer_with(self, *script: Script) -> Self:
        """Answer with these, one a call; the last one stays. Forgets what was scripted before."""
        with self._lock:
            self._script = list(script)
        return self

    def forget(self) -> None:
        """An empty log and script."""
        with self._lock:
            self.calls, self._script = [], []

    def reply_to(self, path: str, headers: dict[str, str], body: dict[str, Any]) -> Reply:
        call = self.understood(path, headers, body)
        with self._lock:
            self.calls.append(call)
            if not self._script:
                return self.fault(500, "nothing is scripted")
            step = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        return step if isinstance(step, Reply) else step(call)

    @property
    def is_gone(self) -> bool:
        """Stopped, or never started."""
        return self._server is None

    def wait(self, seconds: float) -> None:
        """As long as that, unless the server is stopped meanwhile."""
        self._gone.wait(seconds)

    # What a maker says, in its own words.

    def understood(self, path: str, headers: dict[str, str], body: dict[str, Any]) -> Call:
        raise NotImplementedError

    def reading(self, data: dict[str, Any] | str, **used: int) -> Reply:
        """The object as a reading, or a text as it is; `used`: tokens_in, tokens_out, sound_in,
        picture_in, thoughts."""
        raise NotImplementedError

    def tool_calls(self, *calls: tuple[str, dict[str, Any]], **used: int) -> Reply:
        """These tools, with these arguments."""
        raise NotImplementedError

    def blocked(self) -> Reply:
        """A safety block."""
        raise NotImplementedError

    def without_candidates(self) -> Reply:
        """An answer with nothing to choose from."""
        raise NotImplementedError

    def fault(self, status: int, message: str = "", headers: dict[str, str] | None = None) -> Reply:
        """An error as this maker writes it."""
        raise NotImplementedError

    # What every maker can do wrong.

    def truncated(self, data: dict[str, Any]) -> Reply:
        """The first half of a reading."""
        written = json.dumps(data)
        return self.reading(written[: len(written) // 2])

    def busy(self, retry_after: int | None = None) -> Reply:
        """429."""
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        return self.fault(429, "slow down", headers)

    @staticmethod
    def reset() -> Reply:
        """The connection breaks instead of an answer."""
        return Reply(how="reset")

    @staticmethod
    def black_hole() -> Reply:
        """Accepts and never answers."""
        return Reply(how="silence")

    @staticmethod
    def redirect(address: str) -> Reply:
        """Sends the caller elsewhere."""
        return Reply({}, 307, {"Location": address})

    @staticmethod
    def garbage() -> Reply:
        """200, and no JSON at all."""
        return Reply("<html>Service page</html>", headers={"Content-Type": "text/html"})


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], maker: SimulatedServer) -> None:
        self.maker = maker
        super().__init__(address, _Handler)

    def handle_error(self, _request: Any, _client: Any) -> None:
        """A caller that gave up is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, *_: Any) -> None:
        """The log is `calls`."""

    def do_POST(self) -> None:
        maker, body = self.server.maker, json.loads(self._body() or b"{}")
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = maker.reply_to(self.path, headers, body)
        maker.wait(3600 if reply.how == "silence" else reply.seconds)
        # A connection kept from before would outlive the server.
        if reply.how == "answer" and not maker.is_gone:
            self._send(reply)
        else:
            self._break()

    def _body(self) -> bytes:
        if self.headers.get("transfer-encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("content-length", 0)))
        pieces = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            pieces += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return pieces

    def _send(self, reply: Reply) -> None:
        said = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
        content = said.encode()
        length = {"Content-Length": str(len(content))}
        sizing = {"Transfer-Encoding": "chunked"} if reply.chunked else length
        own = {"Content-Type": "application/json", "X-Label": LABEL}
        self.send_response(reply.status)
        for name, value in (own | reply.headers | sizing).items():
            self.send_header(name, value)
        with contextlib.suppress(OSError):
            self.end_headers()
            self.wfile.write(_chunks(content) if reply.chunked else content)

    def _break(self) -> None:
        self.close_connection = True
        # Lingering for no time makes closing a reset.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


def _chunks(content: bytes) -> bytes:
    pieces = [content[at : at + 7] for at in range(0, len(content), 7)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
