# What a callback does that goes wrong stays there, and no secret is shown. Portable.

import sys

from usnmp import SnmpPacket
from usnmp_receiver import Receiver
from util import raises

SOURCE = "192.0.2.7", 40000
HEAD = (
    ("1.3.6.1.2.1.1.3.0", (0x43, 99)),
    ("1.3.6.1.6.3.1.1.4.1.0", (6, "1.3.6.1.6.3.1.1.5.3")),
)


class Interrupt(BaseException):
    """As KeyboardInterrupt, which the runner of these tests is to get itself."""


class Odd(Exception):
    """One whose repr raises, or is what came from the network."""

    text = None

    def __repr__(self):
        if self.text is None:
            raise ValueError
        return self.text


def message(t, rid=1, **kw):
    p = SnmpPacket(t, ver=1, id=rid, **kw)
    for vb in HEAD:
        p.varbinds.append(vb)
    return p.tobytes()


def raising(error):
    def f(*args):
        raise error

    return f


def test_an_inform_that_ctrl_c_came_into_is_not_acknowledged_and_comes_again():
    got = []
    r = Receiver(on_inform=raising(Interrupt()))
    raises(Interrupt, r.receive, message(0xA6), SOURCE)
    assert (r.informs, r.refused, r.duplicates) == (0, 0, 0)
    r.on_inform = got.append
    n, reply = r.receive(message(0xA6), SOURCE)
    assert got == [n] and SnmpPacket(reply).err_status == 0
    assert r.receive(message(0xA6), SOURCE) == (None, reply) and len(got) == 1


def test_on_inform_has_returned_before_there_is_a_reply():
    sent = []

    class Udp:
        address = object()  # as recv() gives it, whatever it is

        def __init__(self):
            self.inbox = [(message(0xA6), ("192.0.2.7", 40000))]

        def recv(self, size, timeout_ms):
            return self.inbox.pop() if self.inbox else None

        def send(self, data, address):
            sent.append(address)
            return True

        def close(self):
            pass

    r = Receiver(on_inform=lambda n: sent.append("seen"))
    r._udp = Udp()
    address = r._udp.inbox[0][1]
    assert r.poll() and sent[0] == "seen" and sent[1] is address


def test_a_log_that_raises_and_an_exception_that_cannot_be_shown_end_nothing():
    for log in (raising(BrokenPipe), raising(MemoryError)):
        for error in (KeyError(1), Odd(), MemoryError()):
            r = Receiver(log=log, on_trap=raising(error), on_inform=raising(error))
            r.on_bad = r.on_packet = raising(error)
            assert r.receive(message(0xA7), SOURCE)[0]
            n, reply = r.receive(message(0xA6), SOURCE)
            assert n is None and SnmpPacket(reply).err_status == 5
            assert r.receive(b"bad", SOURCE) == (None, None) and r.errors == 3


class BrokenPipe(OSError):
    pass


def test_what_is_logged_does_no_harm_on_a_terminal():
    lines = []
    r = Receiver(log=lines.append)
    odd = Odd()
    odd.text = "a\x1b]0;b\x07\n\x9b2J\x7f\u202e"
    for error in (odd, Odd(), ValueError("\x1b[2J\n"), OSError(5)):
        r.on_trap = raising(error)
        r.receive(message(0xA7), SOURCE)
    assert len(lines) == 4 and "Odd" in lines[1]
    for line in lines:
        assert line.startswith("usnmp: callback: ") and all(" " <= c <= "~" for c in line), line


def test_no_community_is_in_an_error_a_log_or_a_repr():
    secret = "48151623"
    wrong = [int(secret), [int(secret)], [secret + "\ud800"], [1.5], [None], True, 0]
    if sys.implementation.name == "micropython":  # which encodes that
        del wrong[2]
    for communities in wrong:
        e = raises((ValueError, TypeError), Receiver, communities=communities)
        while e:
            assert secret not in repr(e) + repr(e.args)
            e = getattr(e, "__context__", None)
    for community in (secret, secret.encode() + b"\xff"):
        log = []
        r = Receiver(communities=[community], log=log.append)
        r.on_trap = raising(KeyError(0))
        n = r.receive(message(0xA7, community=community), SOURCE)[0]
        assert secret not in repr(n) + str(log) + repr(r)
