# Many addresses asked at once who is there. Imports facts, usnmp_manager (aio, response, v3).

import asyncio
import time

from usnmp_manager.aio import AsyncManager
from usnmp_manager.response import NoResponse, NotIncreasing, SnmpError
from usnmp_manager.v3 import Refused

from . import facts

# Requests without an answer at a time. A place is kept for 50 ms: 5,000 addresses a second, some
# 4 Mbit/s, which a home's network bears.
_IN_FLIGHT = 256
# Tasks: each has a Target, and reads what answers; most addresses are nobody's, and wait.
_AT_ONCE = 4096


class Found:
    """Who answers at `host`, a str.

    system: a facts.System. sensors: how many, an int. error: "" or a str, why it tells no more: it
    is there, but refuses. ms: float, how long its first answer took, tries included.
    """

    def __init__(self, host):
        self.host = host
        self.system = facts.System()
        self.sensors = 0
        self.error = ""
        self.ms = 0.0


async def sweep(hosts, make_target, found) -> None:
    """Ask each of `hosts`, a sequence of addresses, and call found(Found) for each that answers.

    make_target(manager, host): the Target to be asked. When it is cancelled, what was found until
    then was told.
    """
    left = iter(hosts)
    async with AsyncManager(_IN_FLIGHT) as manager:

        async def ask():
            for host in left:
                answer = await _ask(make_target(manager, host), host)
                if answer:
                    found(answer)

        tasks = [asyncio.ensure_future(ask()) for _ in range(min(_AT_ONCE, len(hosts)))]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _ask(target, host):
    # The Found of a host, None if nobody answers.
    answer = Found(host)
    begin = time.monotonic()
    try:
        answer.system = await facts.system(target)
    except NoResponse:
        return None
    except SnmpError as e:
        answer.error = _why(e)
    answer.ms = (time.monotonic() - begin) * 1000
    if not answer.error:
        try:
            answer.sensors = await facts.sensor_count(target)
        except SnmpError as e:
            answer.error = _why(e)
    return answer


def _why(error):
    # The host stands beside it
    if isinstance(error, Refused):
        return str(error).partition(": ")[2]
    text = str(error).split(" from ")[0]
    return "OID not increasing: " + text if isinstance(error, NotIncreasing) else text
