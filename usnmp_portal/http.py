# The portal's web server: few bounded connections, none of which is ever waited for. Imports heap,
# and form when one is sent; usnmp_portal.serving and answer import it.

from .heap import forget

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable, Iterator

LINE = 1024  # octets of the request line, and of a header
HEAD = 4096  # and of all of them: a phone's are 600
BODY = 4096
REQUEST_MS = 10000  # until a request is there,
ANSWER_MS = 30000  # and until its answer is gone
PATIENCE_MS = 1000  # after which one that has asked nothing yet makes room for another
_PIECE = 256  # octets of an answer at once: more would want more heap in one piece
_AGAIN = 11  # EAGAIN, on all ports


class Request:
    """A request as it comes, octet by octet. method, path, host, authorization: bytes, as sent;
    fields: of a form, name -> text. Nothing else of it is kept.
    """

    method = path = host = authorization = b""

    def __init__(self) -> None:
        self.fields = {}
        self._form = None
        self._line = b""
        self._lines = 0
        self._left = HEAD
        self._length = None
        self._typed = False

    def feed(self, data: bytes) -> "str | None":
        """Take more of it. None: there is more to come; "": it is whole; else the status to refuse
        it with.
        """
        while self._form is None:
            end = data.find(b"\n")
            piece = data if end < 0 else data[: end + 1]
            self._left -= len(piece)
            if self._left < 0 or len(self._line) + len(piece) > LINE:
                return "431 Request Header Fields Too Large"
            self._line += piece
            if end < 0:
                return None
            data = data[end + 1 :]
            line = self._line.rstrip(b"\r\n")
            self._line = b""
            self._lines += 1
            refused = self._start(line) if self._lines == 1 else self._header(line)
            if refused:
                return refused
            if not line:
                refused = self._body()
                if refused is not None:
                    return refused
        data = data[: self._left]
        self._left -= len(data)
        try:
            self._form.feed(data)
            if self._left:
                return None
            self.fields = self._form.end()
        except ValueError:
            return "400 Bad Request"
        return ""

    def _start(self, line):
        words = line.split(b" ")
        if len(words) != 3 or words[2][:7] != b"HTTP/1.":
            return "400 Bad Request"
        if words[0] not in (b"GET", b"POST"):
            return "405 Method Not Allowed"
        self.method, self.path = words[:2]
        return ""

    def _header(self, line):
        if not line:
            return ""
        pair = line.split(b":", 1)
        key = pair[0].lower()
        value = pair[-1].strip()
        if len(pair) < 2 or key == b"transfer-encoding":
            return "400 Bad Request"
        if key == b"host":
            if self.host:
                return "400 Bad Request"
            self.host = value
        elif key == b"authorization":
            self.authorization = value
        elif key == b"content-type":
            self._typed = value.lower().startswith(b"application/x-www-form-urlencoded")
        elif key == b"content-length":
            if self._length is not None or not 0 < len(value) < 8 or not value.isdigit():
                return "400 Bad Request"
            self._length = int(value)
        return ""

    def _body(self):
        # The head is over. "" if that is all, None if a form is to come.
        self._left = self._length or 0
        if self._left > BODY:
            return "413 Content Too Large"
        if self.method == b"GET":
            return "400 Bad Request" if self._left else ""
        if not self._typed:
            return "415 Unsupported Media Type"
        # What has shown it is not wanted while it comes, which takes heap as well.
        forget("usnmp_portal.page usnmp_portal.look usnmp_portal.values")
        from usnmp_portal.form import Form

        self._form = Form()
        return None


def head(status: str, *headers: str) -> bytes:
    """The head of an answer, which no browser keeps, nor shows within another page."""
    lines = ["HTTP/1.0 " + status, "Cache-Control: no-store", "X-Frame-Options: DENY"]
    lines += ["Connection: close", "Referrer-Policy: no-referrer"]
    return "\r\n".join(lines + list(headers) + ["", ""]).encode()


def empty(status: str, *headers: str) -> "Iterator[bytes]":
    """An answer without a page."""
    return iter((head(status, "Content-Length: 0", *headers),))


class Server:
    """handle(Request) -> an iterator of pieces of bytes, the whole answer, head() first.

    listener: a bound, listening TCP socket that does not block. now: the clock, ms, of ticks_ms().
    most: connections at once; further ones wait in the listener's queue, until one of these that
    has asked nothing for a second is closed for them.
    """

    def __init__(
        self,
        listener: "Any",
        handle: "Callable[[Request], Iterator[bytes]]",
        now: "Callable[[], int]",
        most: int = 3,
    ) -> None:
        self.listener = listener
        self.handle = handle
        self.now = now
        self.most = most
        self.open = []

    def step(self) -> bool:
        """Do what can be done now, without waiting. Was there something?"""
        busy = self._accept()
        for c in list(self.open):
            try:
                done = c.step(self)
            except Exception:  # whatever it was, it was about this one; the next is to be answered
                done = True
            busy = busy or done is not None
            if done or c.age(self) > (ANSWER_MS if c.pieces else REQUEST_MS):
                self.open.remove(c)
                c.socket.close()
        return busy

    def drained(self) -> bool:
        """Send what is still to be sent, take nothing, and close the rest. Is there none left?"""
        for c in list(self.open):
            if not c.pieces:
                self.open.remove(c)
                c.socket.close()
        most, self.most = self.most, 0
        self.step()
        self.most = most
        return not self.open

    def _accept(self):
        idle = None
        if len(self.open) >= self.most:
            for c in self.open:
                if not c.pieces and c.age(self) > PATIENCE_MS:
                    idle = c
                    break
            else:
                return False
        try:
            connection = self.listener.accept()[0]
        except OSError:  # nobody is there
            return False
        if idle:
            self.open.remove(idle)
            idle.socket.close()
        connection.setblocking(False)
        self.open.append(_Connection(connection, self.now()))
        return True

    def close(self) -> None:
        """Close all sockets."""
        for c in self.open:
            c.socket.close()
        self.open = []
        self.listener.close()


class _Connection:
    def __init__(self, socket, since):
        self.socket = socket
        self.since = since
        self.request = Request()
        self.pieces = None  # of the answer, while it goes
        self.rest = b""

    def age(self, server):
        return server.now() - self.since & 0x3FFFFFFF

    def step(self, server):
        # True: it is to be closed; None: there was nothing to do.
        return self._write() if self.pieces else self._read(server)

    def _read(self, server):
        try:
            data = self.socket.recv(256)
        except OSError as e:
            return None if e.args[0] == _AGAIN else True
        if not data:
            return True
        if not self.request:  # refused: to close with something unread would take the answer back
            return False
        refused = self.request.feed(data)
        if refused is None:
            return False
        self.pieces = empty(refused) if refused else server.handle(self.request)
        self.since = server.now()
        self.request = None if refused else self.request
        return False

    def _write(self):
        while len(self.rest) < _PIECE:
            piece = next(self.pieces, None)
            if piece is None:
                break
            self.rest += piece
        if self.rest:
            try:
                sent = self.socket.send(self.rest)
            except OSError as e:
                return None if e.args[0] == _AGAIN else True
            self.rest = self.rest[sent:]
            return False
        self.pieces = None
        return bool(self.request)
