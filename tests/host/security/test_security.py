# What docs/security.md promises besides the corpus: amplification, communities compared in the
# same time, no secret where it could be read, safe defaults.

import asyncio
import io
import subprocess
import sys
import traceback

import pytest
import usnmp_firmware.config as usnmp_config
from conftest import ROOT, free_port, instructions, interpreter

import corpus
import served
from corpus import NULL, request
from usnmp_agent import Agent
from usnmp_codec import tobytes_tv
from usnmp_firmware import Firmware
from usnmp_agent.rate_limit import RateLimit
from usnmp_manager import Manager
from usnmp_manager.aio import AsyncManager
from usnmp_mib import INT, OCTSTR, Mib
from usnmp_notify import Notifier
from usnmp_receiver import Receiver
from usnmp_manager.response import NoResponse, SnmpError
from usnmp_agent.request_cache import Shapes
from usnmp_notify.target import Target
from usnmp_agent.view import View

SECRET = "s3cr3t"

# --- amplification ---


def largest(agent):
    """The most octets of reply for one of request, by operation: over requests that are short and
    ask for what is long, or for much."""
    found = {}

    def ask(name, tree):
        d = tree.octets()
        reply = agent.respond(d, ("192.0.2.7", 161))
        if reply:
            found[name] = max(found.get(name, 0), len(reply) / len(d))

    some = [corpus.LOCATION, corpus.NAME, corpus.SYSTEM % 5, b"\x2b", b"\0", corpus.SYSTEM[:6]]
    for k in range(1, 10):
        for oid in some:
            for v in (0, 1):
                ask("GET", request(v, 0xA0, [(oid, NULL)] * k, rid=b"\1"))
                ask("GETNEXT", request(v, 0xA1, [(oid, NULL)] * k, rid=b"\1"))
            for times in (1, 10, 25, 127):
                ask("GETBULK", request(1, 0xA5, [(oid, NULL)] * k, 0, times, rid=b"\1"))
    ask("stranger", request(1, 0xA5, [(b"\x2b", NULL)], 0, 127, community=b"wrong"))
    return found


def factors(monkeypatch, max_size, max_times):
    monkeypatch.setattr(served, "MAX_SIZE", max_size)
    agent = served.make(print)
    agent.max_times = max_times
    found = largest(agent)
    assert "stranger" not in found  # it gets nothing
    return {name: round(n, 1) for name, n in found.items()}


@pytest.mark.parametrize(
    "max_size, max_times, get, getbulk",
    [(1472, 0, 12.1, 29.6), (484, 0, 8.6, 14.7), (1472, 10, 10, 10), (1472, 3, 3, 3)],
)
def test_amplification_is_what_docs_security_says(max_size, max_times, get, getbulk, monkeypatch):
    # The strings are of 200 octets; what an agent holds decides, up to max_size.
    found = factors(monkeypatch, max_size, max_times)
    print(found)
    assert found["GET"] <= get and found["GETNEXT"] <= get and found["GETBULK"] <= getbulk
    if not max_times:  # and the table is not out of date
        assert found["GET"] > get - 0.5 and found["GETBULK"] > getbulk - 0.5


def test_no_reply_is_longer_than_max_size_however_short_the_request():
    # The bound whatever an agent holds: max_size octets for the 33 of the least GETBULK.
    least = request(1, 0xA5, [(b"\0", NULL)], 0, 127, rid=b"\1").octets()
    mib = Mib()
    for i in range(200):
        mib.scalar("1.3.%d.0" % i, OCTSTR, "x" * 10)
    reply = Agent(mib).respond(least)
    assert len(least) == 33 and 1440 < len(reply) <= 1472


def test_one_source_gets_no_more_replies_than_the_limit_admits():
    agent = served.make(print)
    agent.limit = RateLimit(10, burst=50, ticks_ms=lambda: 0)
    d = request(1, 0xA5, [(b"\x2b", NULL)], 0, 127).octets()
    replies = [agent.respond(d, ("192.0.2.7", port)) for port in range(1000)]
    assert sum(reply is not None for reply in replies) == 50


def test_a_notification_is_acknowledged_with_no_more_octets_than_it_has():
    receiver = Receiver()
    for base in corpus.BASES:
        d = base.tree.octets()
        reply = receiver.receive(d, ("192.0.2.7", 161))[1]
        assert (reply is not None) == (base.name == "inform")
        assert reply is None or len(reply) <= len(d)


# --- communities ---


def wrong(right):
    """`right` with another first octet, middle one, last one."""
    half = len(right) // 2
    return [b"q" + right[1:], right[:half] + b"z" + right[half + 1 :], right[:-1] + b"q"]


def asking(community):
    return request(1, 0xA0, [(corpus.TEMPERATURE, NULL)], community=community).octets()


def opcodes(agent, d):
    """How many opcodes of Python agent.respond(d) takes."""
    n = [0]

    def trace(frame, event, arg):
        frame.f_trace_opcodes = True
        n[0] += event == "opcode"
        return trace

    old = sys.gettrace()
    sys.settrace(trace)
    try:
        agent.respond(d)
    finally:
        sys.settrace(old)
    return n[0]


@pytest.mark.parametrize("shapes", (False, True))
def test_a_wrong_community_takes_as_many_opcodes_however_much_of_it_is_right(shapes):
    agent = Agent(served.make(print).mib, b"public", "private")
    if shapes:
        Shapes(agent)
    opcodes(agent, asking(b"public"))
    counts = {opcodes(agent, asking(c)) for c in wrong(b"public")}
    assert len(counts) == 1 and counts.pop() > 50


@pytest.mark.parametrize(
    "shapes", ("", "from usnmp_agent.request_cache import Shapes; Shapes(agent, 8, 200)")
)
@pytest.mark.parametrize("right", (b"public", b"p" * 80))
def test_a_wrong_community_takes_as_many_instructions_however_much_of_it_is_right(
    right, shapes, build
):
    code = """
from usnmp_agent import Agent
from usnmp_mib import INT, Mib
mib = Mib()
mib.scalar("1.3.6.1.4.1.8072.9999.9999.1.0", INT, 210)
agent = Agent(mib, %r, "private")
%s
assert agent.respond(%r)
d = %r
assert not agent.respond(d)
"""
    counts = [
        instructions(code % (right, shapes, asking(right), asking(c)), build) for c in wrong(right)
    ]
    print(counts)
    assert max(counts) - min(counts) < 1, counts


# --- secrets ---


def texts(*objects):
    return " ".join(repr(o) + str(o) for o in objects)


def raised(f, *args, **kw):
    """The whole traceback of what f raises."""
    out = io.StringIO()
    try:
        f(*args, **kw)
    except Exception as e:
        traceback.print_exception(type(e), e, e.__traceback__, file=out)
        return out.getvalue() + repr(e)
    raise AssertionError("it raises nothing")


def test_no_object_with_a_community_shows_it():
    logged = []
    mib = Mib()
    agent = Agent(mib, SECRET, SECRET + "w", log=logged.append)
    agent.allow(SECRET + "v", View(read=["1.3"], sources=["192.0.2.0/24"]))
    target = Target("127.0.0.1", SECRET)
    notifier = Notifier([target], lambda: 0, "1.3.6.1")
    receiver = Receiver(communities=[SECRET], log=logged.append)
    n = receiver.receive(corpus.BASES[-2].tree.replaced("community", SECRET.encode()).octets())[0]
    assert n.community == SECRET
    with Manager("127.0.0.1", SECRET) as manager:
        objects = agent, agent._udp, target, notifier, receiver, n, manager, Firmware()
        shown = texts(*objects)
    assert SECRET not in shown and "Agent" in shown
    assert not logged


def test_no_target_of_an_async_manager_shows_its_community():
    async def shown():
        async with AsyncManager() as manager:
            target = manager.target("127.0.0.1", SECRET, port=free_port(), timeout_ms=1, retries=0)
            try:
                await target.get("1.3.6.1.2.1.1.3.0")
            except NoResponse as e:
                return texts(manager, target, e)

    found = asyncio.run(shown())
    assert SECRET not in found and "no response" in found


def test_no_error_of_a_manager_shows_its_community():
    with Manager("127.0.0.1", SECRET, port=free_port(), timeout_ms=1, retries=0) as manager:
        shown = raised(manager.get, "1.3.6.1.2.1.1.3.0")
        shown += raised(manager.get, "no OID")
        shown += raised(manager.set, "1.3.6", 2, "no number")
        # NoResponse keeps nothing that has it, either.
        assert SECRET not in repr(vars(SnmpError("x"))) + shown
    shown = raised(Target, "127.0.0.1", SECRET, version="3")
    assert SECRET not in shown + raised(Manager, "127.0.0.1", SECRET, "3")


def test_the_agent_logs_no_community_whatever_arrives():
    logged = []
    mib = Mib()

    def broken():
        raise RuntimeError("a sensor")

    mib.scalar("1.3.6.1.9.1.0", INT, broken, write=broken)
    agent = Agent(mib, SECRET, SECRET + "w", log=logged.append)
    oid = b"\x2b\6\1\x09\1\0"
    for community in (SECRET, SECRET + "w", SECRET + "x"):
        for pdu, value in ((0xA0, NULL), (0xA1, NULL), (0xA3, (2, b"\1")), (0xA5, NULL)):
            d = request(1, pdu, [(oid, value)], 0, 1, community=community.encode()).octets()
            for i in range(0, len(d), 7):
                agent.respond(d[:i] + b"\xff" + d[i + 1 :])
            agent.respond(d)
    assert logged and SECRET not in "".join(logged)


WRONG_CONFIGS = [
    {"read_community": 12345678},
    {"write_community": ["s3cr3t"]},
    {"write_community": "s3cr3t", "read_community": "s3cr3t"},
    {"wifi": {"ssid": "x", "key": 12345678}},
    {"wifi": {"ssid": "x", "key": "s3cr3t" * 99}},
    {"wifi": ["x", "s3cr3t"]},
    {"wifi": "s3cr3t"},
    {"wifi": {"ssid": "x", "key": "s3cr3t", "kay": 1}},
    {"targets": {"host": "h", "community": "s3cr3t"}},
    {"targets": [{"host": "h", "community": 12345678}]},
    {"targets": [{"host": "h", "community": "s3cr3t", "version": "3"}]},
    {"targets": [{"community": "s3cr3t"}]},
    {"read_community": "s3cr3t", "port": "s"},
]


@pytest.mark.parametrize("config", WRONG_CONFIGS, ids=str)
def test_what_is_wrong_with_a_configuration_is_said_without_its_secrets(config):
    shown = raised(usnmp_config.check, config)
    # The traceback has lines of the source, which name no value.
    assert "s3cr3t" not in shown and "12345678" not in shown


@pytest.mark.parametrize("name", ["cpython", "micropython32"])
def test_main_shows_no_secret_when_it_starts_nor_when_it_cannot(name, build, tmp_path):
    config = tmp_path / "config.json"
    folder = str(ROOT if name == "cpython" else build)
    for text in (
        '{"read_community": 12345678}',
        '{"read_community": "s3cr3t"',
        '{"read_community": "s3cr3t", "host": "192.0.2.1"}',
        '{"read_community": "s3cr3t", "sources": ["x"]}',
    ):
        config.write_text(text)
        done = subprocess.run(
            [*interpreter(name), "main.py", "--config", config],
            capture_output=True, text=True, cwd=folder, timeout=20,
        )  # fmt: skip
        shown = done.stdout + done.stderr
        assert done.returncode and "main.py" in shown
        assert "s3cr3t" not in shown and "12345678" not in shown


# --- defaults ---


def test_by_default_nobody_can_set_anything():
    assert usnmp_config.check({})["write_community"] is None
    mib = Mib()
    mib.scalar("1.3.6.1.9.1.0", INT, 5, write=True)
    agent = Agent(mib)
    for community in (b"public", b"private", b"", b"write", b"None"):
        d = request(1, 0xA3, [(b"\x2b\6\1\x09\1\0", (2, b"\6"))], community=community).octets()
        agent.respond(d)
    d = request(1, 0xA0, [(b"\x2b\6\1\x09\1\0", NULL)]).octets()
    assert agent.respond(d).endswith(tobytes_tv(INT, 5))


@pytest.mark.parametrize("read", ["public", "other", None])
def test_public_is_no_write_community(read):
    with pytest.raises(ValueError):
        usnmp_config.check({"read_community": read, "write_community": "public"})


def test_main_on_a_pc_serves_only_that_pc_unless_told_otherwise(monkeypatch):
    from usnmp_firmware import pc

    monkeypatch.setattr(sys, "argv", ["main.py"])
    assert pc.configure()[0]["host"] == "127.0.0.1"
