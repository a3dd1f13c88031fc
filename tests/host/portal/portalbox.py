# A board in a box whose portal is open, and requests to it as octets. Imports bench and portal of
# board_box; the tests here and docs/pictures/portal.py import it.

import contextlib
import re
import socket

from board_box.bench import firmware
from board_box.portal import OWN, PortalBox
from conftest import ROOT

KEY = "correct horse"  # of the box's network
HOST = b"Host: " + OWN.encode() + b"\r\n"


@contextlib.contextmanager
def board(build, folder, place="romfs", config=None, files=(), networks=(), on=True, **kw):
    """A PortalBox with the project's main.py, on. files: name -> text, on its flash."""
    main = (ROOT / "main.py").read_text()
    kw.setdefault("stored", False)
    box = firmware(
        build, folder, main, config, place, box=PortalBox, ssid="Home & Garden", key=KEY, **kw
    )
    for name, text in dict(files).items():
        (box.flash / name).write_text(text)
    box.networks(list(networks))
    with box:
        if on:
            box.power_on()
        yield box


def opened(box):
    """Wait until the portal is open."""
    box.wait_for_text("then open http://%s/" % OWN)


def ask(box, data, timeout=30, close=False):
    """All that the portal answers to `data`. close: no more is to come."""
    with socket.create_connection(box.web, timeout) as s:
        got = b""
        with contextlib.suppress(ConnectionError):
            s.sendall(data)
            if close:
                with contextlib.suppress(OSError):  # ENOTCONN: refused, and closed by now
                    s.shutdown(socket.SHUT_WR)
            while True:
                piece = s.recv(4096)
                if not piece:
                    break
                got += piece
        return got


def get(box, path=b"/", host=HOST):
    return ask(box, b"GET " + path + b" HTTP/1.1\r\n" + host + b"\r\n")


def token(page):
    return re.search(rb"name=token value=([0-9a-f]+)", page).group(1)


def post(box, body, host=HOST):
    head = b"POST / HTTP/1.1\r\n" + host + b"Content-Type: application/x-www-form-urlencoded\r\n"
    return ask(box, head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
