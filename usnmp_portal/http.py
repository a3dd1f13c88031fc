# The portal's web server: several bounded connections, none of which is ever waited for. Imports
# nothing of ours; the portal's loop is to import it.

HEAD = 1024  # octets of request line and headers
BODY = 2048
TURNS = 200  # calls of step() that a connection may live for


class Server:
    """handle(method, path, body) -> an iterator of pieces of bytes, the whole response.

    listener: a bound, listening TCP socket that does not block. most: connections at once;
    further ones wait in the listener's queue. The Host header is not looked at.
    """

    def __init__(self, listener, handle, most=3):
        self._listener = listener
        self._handle = handle
        self._most = most
        self._open = []

    def step(self):
        """Do what can be done now, without waiting; call it whenever there is time."""
        if len(self._open) < self._most:
            try:
                connection = self._listener.accept()[0]
                connection.setblocking(False)
                self._open.append(_Connection(connection))
            except OSError:  # nobody is there
                pass
        for c in list(self._open):
            c.turns += 1
            try:
                done = c.turns > TURNS or c.step(self._handle)
            except (OSError, MemoryError):
                done = True
            if done:
                self._open.remove(c)
                c.socket.close()


class _Connection:
    def __init__(self, socket):
        self.socket = socket
        self.turns = 0
        self._data = b""
        self._pieces = None
        self._rest = b""

    def step(self, handle):
        # True: it is to be closed.
        if self._pieces is None:
            try:
                data = self.socket.recv(256)
            except OSError as e:
                return e.args[0] != 11  # EAGAIN
            if not data:
                return True
            self._data += data
            found = request(self._data)
            if found is None:
                return False
            self._data = b""
            self._pieces = iter((found,)) if isinstance(found, bytes) else handle(*found)
        if not self._rest:
            self._rest = next(self._pieces, b"")
            if not self._rest:
                return True
        try:
            sent = self.socket.send(self._rest)
        except OSError as e:
            return e.args[0] != 11
        self._rest = self._rest[sent:]
        return False


def request(data: bytes) -> "Any":  # noqa: F821
    """(method, path, body) of `data`, what has come so far; None if more is to come; the response,
    bytes, to what is refused.
    """
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return _refusal(b"431 Too Large") if len(data) > HEAD else None
    if end > HEAD:
        return _refusal(b"431 Too Large")
    lines = data[:end].split(b"\r\n")
    words = lines[0].split(b" ")
    if len(words) != 3 or words[0] not in (b"GET", b"POST") or words[2][:7] != b"HTTP/1.":
        return _refusal(b"400 Bad Request")
    length = None
    for line in lines[1:]:
        name = line.split(b":", 1)
        key = name[0].lower()
        if len(name) < 2 or key == b"transfer-encoding":
            return _refusal(b"400 Bad Request")
        if key == b"content-length":
            value = name[1].strip()
            if length is not None or not 0 < len(value) < 6 or not value.isdigit():
                return _refusal(b"400 Bad Request")
            length = int(value)
    length = length or 0
    if length > BODY:
        return _refusal(b"413 Too Large")
    body = data[end + 4 :]
    return None if len(body) < length else (words[0], words[1], body[:length])


def _refusal(status):
    return b"HTTP/1.0 " + status + b"\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
