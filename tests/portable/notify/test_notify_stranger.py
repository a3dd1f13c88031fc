# authenticationFailure, from a request to an agent to a trap. Portable.

from usnmp_agent import Agent
from usnmp_mib import Mib
from usnmp_notify import Notifier, Target

# GET, without variable bindings, of the community "wrong"
GET = b"\x30\x17\x02\x01\x00\x04\x05wrong\xa0\x0b\x02\x01\x07\x02\x01\x00\x02\x01\x00\x30\x00"


class Net:
    def __init__(self):
        self.sent = []

    def send(self, target, data, place):
        self.sent.append(data)
        return True

    def recv(self, size, timeout_ms):
        return None


def test_a_stranger_is_told_if_the_agent_may_and_once_in_ten_seconds():
    net = Net()
    now = [0]
    targets = [Target("a"), Target("a", version="1")]
    notify = Notifier(targets, lambda: 5, ticks_ms=lambda: now[0], net=net)
    agent = Agent(Mib(), max_size=200)
    called = []
    agent.on_stranger = called.append
    notify.attach(agent)
    agent.respond(GET, "source")
    assert not net.sent and not called
    agent.authen_traps = True
    for _ in range(5):
        assert agent.respond(GET, "source") is None
    v2, v1 = net.sent
    assert b"\x2b\x06\x01\x06\x03\x01\x01\x05\x05" in v2
    assert b"\x02\x01\x04\x02\x01\x00\x43\x01\x05\x30\x00" in v1  # generic 4, specific 0
    assert notify.suppressed == 4 and called == ["source"] * 5
    assert agent.counters[4] == 6  # snmpInBadCommunityNames: none was dropped for another reason
    now[0] = 10000
    agent.respond(GET, "source")
    assert len(net.sent) == 4
