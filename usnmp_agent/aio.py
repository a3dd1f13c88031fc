# Agent.run(): the agent within asyncio. Imports usnmp_base.aio; the agent imports it when it is
# wanted.

import asyncio

from usnmp_base.aio import pause, wait


async def _call_hourly(f):
    while True:
        f()
        await asyncio.sleep(3600)


async def serve(agent, host, port):
    """Agent.run()."""
    udp = agent.bind(host, port)
    # A usnmp_base.uptime.Uptime is to be kept going where no request comes for days.
    keeper = asyncio.create_task(_call_hourly(agent.uptime)) if agent.uptime else None
    try:
        while True:
            await wait(udp)
            while agent.poll():
                await pause()  # a flood of requests is not to starve the other tasks
    finally:
        if keeper:
            keeper.cancel()
        agent.close()
