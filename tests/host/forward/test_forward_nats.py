# `usnmp trapd --to nats://`: Debian's nats-server with JetStream, which is killed again and again.

import asyncio
import json
import os
from contextlib import ExitStack

import pytest
from conftest import package, tool
from forwarding import Senders, Trapd, number, server, tcp_port, wait

HOSTS = ["127.0.0.%d" % n for n in range(1, 5)]
# 10000 by hand: USNMP_INFORMS=10000
INFORMS = int(os.environ.get("USNMP_INFORMS", 2000))


class Nats:
    """nats-server with JetStream in a folder; up() and down() start and kill it."""

    def __init__(self, folder):
        self.client = package("nats")
        self.folder, self.port = folder, tcp_port()
        self.stack = ExitStack()
        self.starts = 0

    def up(self):
        command = [tool("nats-server"), "-a", "127.0.0.1", "-p", self.port, "-js"]
        command += ["-sd", self.folder / "js"]
        self.stack.enter_context(server(*command, port=self.port, log=self.folder / "nats.log"))
        self.starts += 1

    def down(self):
        self.stack.close()

    def __enter__(self):
        self.up()
        return self

    def __exit__(self, *args):
        self.down()

    def url(self, rest):
        return "nats://127.0.0.1:%d%s" % (self.port, rest)

    def do(self, f):
        """What the coroutine function f(client) returns."""

        async def run():
            client = await self.client.connect(self.url(""))
            try:
                return await f(client)
            finally:
                await client.close()

        return asyncio.run(run())

    def stream(self, *subjects):
        self.do(lambda c: c.jetstream().add_stream(name="traps", subjects=list(subjects)))

    def count(self):
        async def count(client):
            return (await client.jetstream().stream_info("traps")).state.messages

        return self.do(count)

    def messages(self):
        """[(Nats-Msg-Id, text)] of the stream, in order."""

        async def read(client):
            stream = client.jetstream()
            left = (await stream.stream_info("traps")).state.messages
            found = await stream.pull_subscribe("traps.>", durable="reader")
            taken = []
            while len(taken) < left:
                for m in await found.fetch(min(500, left - len(taken)), timeout=30):
                    taken.append((m.headers["Nats-Msg-Id"], m.data.decode()))
                    await m.ack()
            return taken

        return self.do(read)


@pytest.fixture
def nats(tmp_path):
    with Nats(tmp_path) as nats:
        yield nats


def by_source(texts):
    """{source: its numbers, as they came}"""
    found = {}
    for text in texts:
        found.setdefault(json.loads(text)["source"], []).append(number(text))
    return found


def test_each_acknowledged_inform_arrives_in_order_while_nats_and_trapd_are_killed(nats, tmp_path):
    nats.stream("traps.>")
    each = INFORMS // len(HOSTS)
    with Trapd(tmp_path, to=[nats.url("/traps.all")]) as trapd:

        def again():
            trapd.kill()
            trapd.start()

        # NATS five times, trapd twice: once while NATS is away, once while it is there.
        events = [nats.down, nats.up] * 2 + [nats.down, again, nats.up, again]
        events += [nats.down, nats.up] * 2
        step = INFORMS // (len(events) + 1)
        at = [(step * (i + 1), event) for i, event in enumerate(events)]

        def happens(done):
            while at and done >= at[0][0]:
                at.pop(0)[1]()

        senders = Senders(trapd.port, HOSTS, each)
        senders.run(happens)
        assert nats.starts == 6 and not at
        assert senders.answers == {host: [0] * each for host in HOSTS}

        def all_there():
            return nats.count() >= INFORMS

        wait(all_there, "end", trapd.said)
        assert trapd.stop() == 0
    messages = nats.messages()
    assert len({name for name, _ in messages}) == len(messages)  # none was stored twice
    found = by_source([text for _, text in messages])
    # One that was committed but not acknowledged when trapd was killed was sent again.
    assert {host: sorted(set(numbers)) for host, numbers in found.items()} == {
        host: list(range(each)) for host in HOSTS
    }
    assert all(numbers == sorted(numbers) for numbers in found.values())
    assert len(messages) <= INFORMS + 2 * len(HOSTS)


def test_what_no_stream_takes_waits_until_one_does(nats, tmp_path):
    with Trapd(tmp_path, to=[nats.url("/traps.all")]) as trapd:
        Senders(trapd.port, HOSTS[:1], 3).run()
        wait(lambda: "no stream takes the subject traps.all" in trapd.said(), "complaint")
        nats.stream("traps.>")
        wait(lambda: nats.count() == 3, "messages")
        wait(lambda: "works again" in trapd.said(), "end of it")
        assert trapd.stop() == 0
    assert by_source([text for _, text in nats.messages()]) == {HOSTS[0]: [0, 1, 2]}


def test_with_core_subscribers_get_it_without_a_stream(nats, tmp_path):
    async def heard(client):
        subscription = await client.subscribe("plain")
        await client.flush()
        with Trapd(tmp_path, to=[nats.url("/plain?core")]) as trapd:
            Senders(trapd.port, HOSTS[:1], 2).run()
            return [(await subscription.next_msg(30)).data.decode() for _ in range(2)]

    assert list(map(number, nats.do(heard))) == [0, 1]
