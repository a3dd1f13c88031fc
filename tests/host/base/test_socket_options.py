# usnmp_pc.sockets: a port that is shared, or another one; queues, DSCP, don't-fragment; for a
# receiver, a notifier and an agent.

import errno
import socket
import sys

import pytest
from conftest import free_port, run, tool
from usnmp_agent import Agent
from usnmp_base.udp import Udp, resolve
from usnmp_mib import Mib
from usnmp_notify import Notifier, Target
from usnmp_pc.sockets import Net, Opener, granted, place
from usnmp_receiver import Receiver

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="of Linux")


@pytest.fixture
def opened():
    """opened(role) has it closed when the test ends."""
    there = []

    def keep(role):
        there.append(role)
        return role

    yield keep
    for role in there:
        role.close()


def receiver(port=0, **options):
    made = Receiver("127.0.0.1", port)
    made.opener = Opener(**options)
    return made


def test_a_port_is_shared_by_those_who_share_it_alone(opened):
    port = free_port()
    first, second = (opened(receiver(port, share=True)) for _ in range(2))
    assert place(first.bind()) == place(second.bind()) == ("127.0.0.1", port)
    with pytest.raises(OSError) as e:
        receiver(port).bind()
    assert e.value.errno == errno.EADDRINUSE
    senders = [opened(Udp("127.0.0.1", 0)) for _ in range(40)]
    for sender in senders:
        assert sender.send(b"counted as bad", resolve("127.0.0.1", port)[1])
    for role in (first, second):
        while role.bind().poll.poll(50):
            role.poll()
    assert first.bad + second.bad == 40 and first.bad and second.bad


def test_another_port_is_taken_if_the_one_is_in_use_and_for_no_other_reason(opened):
    port = free_port()
    opened(receiver(port)).bind()
    other = opened(receiver(port, any_port=True))
    host, found = place(other.bind())
    assert host == "127.0.0.1" and found not in (0, port)
    lucky = opened(receiver(free_port(), any_port=True))
    assert place(lucky.bind())[1] == lucky._at[1]
    elsewhere = Receiver("192.0.2.1", 0)
    elsewhere.opener = Opener(any_port=True)
    with pytest.raises(OSError) as e:
        elsewhere.bind()
    assert e.value.errno == errno.EADDRNOTAVAIL


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "::", "::1"])
def test_queues_and_dscp_are_as_they_are_wanted_also_when_opened_again(host, opened):
    made = opened(Receiver(host, 0))
    made.opener = Opener(receive_buffer=50000, send_buffer=60000, dscp=46)
    expected = {"receive_buffer": 100000, "send_buffer": 120000, "dscp": 46}
    udp = made.bind()
    assert granted(udp) == expected
    udp.sock.close()
    udp._last -= 2000
    while udp.recv(9, 0) or not udp.sock or udp.sock.fileno() < 0:
        udp._last -= 2000
    assert granted(udp) == expected


def mtu_discover(udp, ipv6):
    return udp.sock.getsockopt(*((socket.IPPROTO_IPV6, 23) if ipv6 else (socket.IPPROTO_IP, 10)))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_dont_fragment_is_on_off_or_left_alone(host, opened):
    left_alone = mtu_discover(opened(Udp(host, 0)), host == "::1")
    for wanted, found in ((True, 2), (False, 0), (None, left_alone)):
        udp = opened(Opener(dont_fragment=wanted)(host, 0))
        assert mtu_discover(udp, host == "::1") == found


def test_a_notifier_marks_what_it_sends(opened):
    # The octet of IPv4's header, as the other side has it
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sink:
        sink.bind(("127.0.0.1", 0))
        sink.settimeout(20)
        sink.setsockopt(socket.IPPROTO_IP, 13, 1)  # IP_RECVTOS
        target = Target("127.0.0.1", port=sink.getsockname()[1])
        net = Net(Opener(dscp=10))
        notify = opened(Notifier([target], lambda: 0, net=net))
        assert notify.send(0)
        _, ancillary, _, _ = sink.recvmsg(2000, 100)
    assert [data[0] >> 2 for level, kind, data in ancillary] == [10]
    assert net.send(Target("no.invalid"), b"") is None  # as usnmp_notify's own: it is tried again


def test_an_agent_that_is_open_gets_what_may_still_be_changed(opened):
    agent = opened(Agent(Mib()))
    udp = agent.bind("127.0.0.1", 0)
    assert Opener(share=True, dscp=8, receive_buffer=40000).apply(udp) is udp
    assert granted(udp)["dscp"] == 8 and granted(udp)["receive_buffer"] == 80000
    assert not udp.sock.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT)


@pytest.mark.parametrize(
    "options",
    [{"dscp": 64}, {"dscp": -1}, {"receive_buffer": 0}, {"send_buffer": 2**31}],
)
def test_what_is_no_option_is_refused(options):
    with pytest.raises(ValueError) as e:
        Opener(**options)
    assert next(iter(options)) in str(e.value)


def test_snmptrap_reaches_a_receiver_on_the_port_that_the_system_chose(opened):
    port = free_port()
    opened(receiver(port)).bind()
    other = opened(receiver(port, any_port=True))
    where = "127.0.0.1:%d" % place(other.bind())[1]
    done = run(tool("snmptrap"), "-v2c", "-cpublic", where, "5", "1.3.6.1.6.3.1.1.5.3")
    assert done.returncode == 0, done.stderr
    assert other.poll(10000).trap_oid == "1.3.6.1.6.3.1.1.5.3"
