# Messages out of streams, and connections to those who listen: usnmp_base.stream, tcp. Portable.

import gc

from tcpbox import OID, Clock, Far, ended, read, request
from usnmp import SnmpPacket
from usnmp_base.stream import Stream, Streams, message_end
from usnmp_base.tcp import Tcp, host_and_port
from usnmp_base.udp import resolve
from util import raises

BAD_HOSTS = (
    "tcp:",
    "tcp::161",
    "tcp:h:",
    "tcp:h:x",
    "tcp:h:0",
    "tcp:h:65536",
    "tcp6:[::1",
    "tcp:[]:1",
)


def connected(wait_ms=20000):
    """(Far, Tcp, the far end of its connection), after a request of id 1 that has arrived."""
    far = Far()
    tcp = Tcp(wait_ms)
    assert tcp.send(request(1), far.address)
    peer = far.accept()
    assert read(peer, len(request(1))) == request(1)
    return far, tcp, peer


def close(far, tcp):
    tcp.close()
    far.close()


def test_the_length_in_its_header_tells_where_a_message_ends():
    for head, most, end in (
        ("", 99, 0), ("30", 99, 0), ("3005", 99, 7), ("3000", 99, 2), ("3081", 999, 0),
        ("3081ff", 999, 258), ("308200ff", 999, 259), ("30820102", 999, 262), ("308201", 999, 0),
        ("3005", 7, 7), ("3005", 6, -1), ("3081ff", 257, -1), ("308201", 255, 0),
        ("30830100", 255, -1), ("30840000", 99, 0), ("308400000005", 99, 11),
    ):  # fmt: skip
        assert message_end(bytes.fromhex(head), 0, most) == end, head
        assert message_end(bytes.fromhex("ffff" + head), 2, most) == end, head


def test_what_is_no_message_or_too_long_is_known_by_its_first_octets():
    for head in ("31", "00", "47", "3080", "30ff", "308480", "30847f", "308801"):
        assert message_end(bytes.fromhex(head), 0, 65535) in (-1, 0), head
    for head in ("31", "00", "47", "3080", "30ff", "3084800000", "30847fffffff", "30880001000000"):
        assert message_end(bytes.fromhex(head), 0, 65535) == -1, head


def test_hosts_are_written_as_with_net_snmp():
    for text, found in (
        ("tcp:h", (False, "h", 161)), ("tcp:192.0.2.1:1161", (False, "192.0.2.1", 1161)),
        ("tcp6:h:9", (True, "h", 9)), ("tcp6:::1", (True, "::1", 161)),
        ("tcp6:[::1]:162", (True, "::1", 162)), ("tcp:[::1]", (False, "::1", 161)),
        ("tcpv6:h", (True, "h", 161)), ("tcpipv6:h", (True, "h", 161)),
    ):  # fmt: skip
        assert host_and_port(text, 161) == found, text
    for text in ("tcpserver", "tcp", "udp:h", "tcpx:h"):
        assert host_and_port(text, 161) is None
    for text in BAD_HOSTS:
        raises(ValueError, host_and_port, text, 161)


def test_a_host_of_tcp_is_resolved_to_tcp_and_one_that_only_begins_so_is_not():
    kind, address = resolve("tcp:127.0.0.1:7", 161)
    assert kind is Tcp and address == resolve("127.0.0.1", 7)[1]
    assert resolve("127.0.0.1", 7)[0] is False
    raises(OSError, resolve, "tcp6:127.0.0.1", 161)  # no address of IPv6
    raises(OSError, resolve, "tcp.invalid", 161)


def test_a_message_that_comes_octet_by_octet_is_one():
    far, tcp, peer = connected()
    message = request(7, 0xA2, 100)
    for i in range(len(message)):
        assert tcp.recv(1472, 0) is None
        peer.send(message[i : i + 1])
    assert tcp.recv(1472, 20000) == (message, far.address)
    assert tcp.recv(1472, 0) is None
    close(far, tcp)


def test_messages_that_come_together_are_several():
    far, tcp, peer = connected()
    messages = [request(i, 0xA2) for i in range(1, 6)]
    peer.send(b"".join(messages) + messages[0][:9])
    for message in messages:
        assert tcp.recv(1472, 20000)[0] == message
    assert tcp.recv(1472, 0) is None
    peer.send(messages[0][9:])
    assert tcp.recv(1472, 20000)[0] == messages[0]
    close(far, tcp)


def test_messages_of_8192_octets_are_taken_whatever_is_asked_for():
    far, tcp, peer = connected()
    gc.collect()
    size = 8192
    if hasattr(gc, "mem_free") and gc.mem_free() < 40000:
        size = 2048  # what the heap of an ESP8266 has room for, beside this test
    head = b"\x30\x82" + (size - 4).to_bytes(2, "big")
    peer.send(head)
    for _ in range((size - 4) // 100):
        peer.send(b"." * 100)
        assert tcp.recv(484, 0) is None
    peer.send(b"." * ((size - 4) % 100))
    message = tcp.recv(484, 20000)[0]
    assert len(message) == size and message[:5] == head + b"."
    peer.send(b"\x30\x82\x1f\xfd")
    assert tcp.recv(484, 20000)[0] == b"\x30\x82\x1f\xfd"  # one octet more: no message
    assert tcp.recv(484, 0) is None
    assert ended(peer)
    close(far, tcp)


def test_what_is_no_message_comes_as_it_is_and_the_connection_is_closed():
    for octets in (
        b"GET / HTTP/1.0\r\n\r\n",
        b"\x30\x84\x80\x00\x00\x00\x02",
        b"\x30\x80\x02\x01",
    ):
        far, tcp, peer = connected()
        peer.send(request(1, 0xA2) + octets)
        assert tcp.recv(1472, 20000)[0] == request(1, 0xA2)
        assert tcp.recv(1472, 20000)[0] == octets
        assert tcp.recv(1472, 0) is None
        assert ended(peer)
        close(far, tcp)


def test_what_is_cut_by_the_end_comes_as_it_is():
    far, tcp, peer = connected()
    peer.send(request(1, 0xA2) + request(2, 0xA2)[:11])
    peer.close()
    assert tcp.recv(1472, 20000)[0] == request(1, 0xA2)
    assert tcp.recv(1472, 20000)[0] == request(2, 0xA2)[:11]
    assert tcp.recv(1472, 0) is None
    close(far, tcp)


def test_what_is_sent_after_the_far_end_has_closed_goes_over_another_connection():
    far, tcp, peer = connected()
    peer.send(request(1, 0xA2))
    peer.close()
    assert tcp.recv(1472, 20000)[0] == request(1, 0xA2)
    assert tcp.send(request(2), far.address)
    assert read(far.accept(), len(request(2))) == request(2)
    close(far, tcp)


def test_where_nobody_listens_nothing_is_sent():
    far = Far()
    far.close()
    tcp = Tcp(20000)
    assert not tcp.send(request(1), far.address)
    assert tcp.recv(1472, 0) is None
    tcp.close()


def test_what_is_sent_before_there_is_a_connection_waits_for_it():
    far = Far()
    tcp = Tcp(0)
    assert tcp.send(request(1), far.address)
    assert tcp.send(request(2), far.address)
    peer = far.accept()
    for _ in range(3):
        tcp.turn(10)
    assert read(peer, 2 * len(request(1))) == request(1) + request(2)
    close(far, tcp)


def test_a_retry_is_left_to_tcp_and_the_third_goes_over_another_connection():
    far, tcp, peer = connected()
    for _ in range(2):
        assert tcp.send(request(1), far.address)
    assert tcp.send(request(2), far.address)
    assert read(peer, len(request(2))) == request(2)  # and nothing before it
    for _ in range(3):
        assert tcp.send(request(2), far.address)
    assert read(far.accept(), len(request(2))) == request(2)
    assert ended(peer)
    close(far, tcp)


def test_a_request_that_was_answered_may_be_made_again():
    far, tcp, peer = connected()
    peer.send(request(1, 0xA2))
    assert tcp.recv(1472, 20000)
    assert tcp.send(request(1), far.address)
    assert read(peer, len(request(1))) == request(1)
    close(far, tcp)


def test_traps_that_are_alike_are_all_sent():
    far, tcp, peer = connected()
    trap = SnmpPacket(0xA4, enterprise=OID, agent_addr="192.0.2.1", timestamp=1).tobytes()
    for data in (trap, request(5, 0xA7)):
        for _ in range(3):
            assert tcp.send(data, far.address)
        assert read(peer, 3 * len(data)) == data * 3
    close(far, tcp)


def test_a_message_that_stays_unfinished_ends_its_connection_and_no_other():
    with Clock() as clock:
        far, tcp, peer = connected()
        other = Far()
        assert tcp.send(request(1), other.address)
        second = other.accept()
        peer.send(request(1, 0xA2)[:20])
        tcp.turn(20000)
        clock.now += Tcp.stall_ms - 1
        peer.send(request(1, 0xA2)[20:21])  # an octet now and then is no excuse
        tcp.turn(20000)
        assert tcp.recv(1472, 0) is None
        clock.now += 1000
        assert tcp.recv(1472, 0) is None
        assert ended(peer)
        read(second, len(request(1)))
        second.send(request(1, 0xA2))
        assert tcp.recv(1472, 0) or tcp.recv(1472, 0)
        close(far, tcp)
        other.close()


class Slow:
    # A socket whose peer takes so many octets, and then none.

    def __init__(self, takes):
        self.takes = takes
        self.taken = b""
        self.closed = False

    def setblocking(self, yes):
        pass

    def setsockopt(self, *args):
        pass

    def send(self, data):
        n = min(len(data), self.takes)
        if not n:
            raise OSError(11)
        self.takes -= n
        self.taken += bytes(data[:n])
        return n


def test_what_a_peer_does_not_take_is_kept_and_sent_when_it_does():
    sock = Slow(10)
    stream = Stream(sock, None)
    assert stream.write(memoryview(request(1)))
    assert stream.write(request(2))
    assert sock.taken == request(1)[:10]
    for _ in range(30):
        sock.takes = 3
        stream.flush()
    assert sock.taken == request(1) + request(2) and not stream.output


def test_who_takes_nothing_is_given_up_after_a_bounded_number_of_octets():
    stream = Stream(Slow(0), None)
    data = request(1, 0xA2, 100)
    kept = 0
    while stream.write(data):
        kept += len(data)
        assert kept < 140000
    assert stream.lost


def test_a_connection_that_the_peer_cuts_off_is_lost():
    sock = Slow(10)
    stream = Stream(sock, None)
    stream.write(request(1))

    def reset(data):
        raise OSError(104)

    sock.send = reset
    stream.flush()
    assert stream.lost and not stream.write(request(2))


def test_streams_without_a_socket_wait_no_longer_than_they_are_told():
    streams = Streams()
    assert streams.recv(1472, 1) is None
    streams.close()
