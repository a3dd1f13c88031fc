# The sockets of a notifier, whose place others take here. Portable.

import usnmp_notify.sockets as usnmp_notify_net
from usnmp_notify.sockets import Net


class Udp:
    """A socket at which datagrams come as fast as they are read, or none."""

    def __init__(self, host, port):
        self.ipv6 = host == "::"
        self.inbox = [b"six"] if self.ipv6 else None
        self.closed = False

    def recv(self, size, timeout_ms):
        if self.inbox is None:
            return b"flood", "source"
        return (self.inbox.pop(), "source") if self.inbox else None

    def send(self, data, address):
        return not self.closed

    def close(self):
        self.closed = True


class To:
    port = 162

    def __init__(self, host):
        self.host = host


def test_a_flood_by_ipv4_does_not_make_it_deaf_by_ipv6():
    kept = usnmp_notify_net.Udp, usnmp_notify_net.resolve
    usnmp_notify_net.Udp = Udp
    usnmp_notify_net.resolve = lambda host, port: (":" in host, (host, port))
    try:
        net = Net()
        assert net.recv(100, 1) is None
        assert net.send(To("192.0.2.1"), b"") and net.send(To("::1"), b"")
        assert b"six" in [net.recv(100, 0)[0] for _ in range(3)]
        assert [net.recv(100, 0)[0] for _ in range(5)] == [b"flood"] * 5
        net.close()
        assert net.send(To("::1"), b"") and net.recv(100, 0)[0] == b"six"
    finally:
        usnmp_notify_net.Udp, usnmp_notify_net.resolve = kept
