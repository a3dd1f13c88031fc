# The program around the agent: the loop that keeps it going. main.py imports it. It imports start,
# which is let go of: no heap is to be kept for what runs once; and usnmp_base.udp, so that what
# stays is side by side.

import gc

if hasattr(gc, "threshold"):  # MicroPython: collect often, or what is kept is all over the heap
    gc.threshold(2048)

import sys
import time

import usnmp_base.udp  # noqa: F401 - now, for what stays is to end up side by side

del usnmp_base  # with it the table of names here would grow at a start, for ever

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable
    from usnmp_agent import Agent
    from usnmp_base.store import Store
    from usnmp_base.udp import Udp
    from usnmp_base.uptime import Uptime
    from usnmp_mib import Mib
    from usnmp_mibs.entity_sensor_mib import Sensors
    from usnmp_notify import Notifier
    from .wifi import Link


class Firmware:
    """What main.py runs; assemble.make() gives it its parts.

    Attributes: mib, agent, uptime; notify, a usnmp_notify.Notifier, None without targets; store,
    a usnmp_base.store.Store, None without "persist"; link, a wifi.Link, None without Wi-Fi;
    sensor, a usnmp_mibs.entity_sensor_mib.Sensors: while sensors() runs, and later if it has some;
    watchdog, a machine.WDT or None; udp: the agent's socket. log: called with one str. turn: the
    user's own, called without arguments after each turn of the loop, at least every `turn_ms`.
    optional: None, or a list of callables that give heap back, each called once when there is too
    little.
    """

    mib: "Mib"
    agent: "Agent"
    uptime: "Uptime"
    notify: "Notifier | None"
    store: "Store | None"
    link: "Link | None"
    watchdog: "Any"
    udp: "Udp | None"
    log: "Callable[[str], object]"
    turn: "Callable[[], object] | None"
    optional: "list[Callable[[], object]] | None"
    sensor: "Sensors"
    optional = store = notify = link = watchdog = udp = turn = None
    turn_ms = 1000

    def __init__(self) -> None:
        self.up = True  # whether the network was, at the last turn
        self.short = False  # whether there was too little heap; here: then is no room for it

    def step(self, timeout_ms: "int | None" = None) -> None:
        """One turn of the loop: answer a request, if one comes within `timeout_ms` (turn_ms), and
        do what is due besides.
        """
        notify = self.notify
        if timeout_ms is None:
            timeout_ms = self.turn_ms
        if notify and notify.pending:
            timeout_ms = min(timeout_ms, 100)
        quiet = not self.agent.poll(timeout_ms)
        if self.udp and self.udp.size < self.agent.max_size:
            self._give_up()
        if self.link:
            up = self.link.up()
            if up != self.up:
                self.up = up
                self._report("Wi-Fi: address " + self.link.address() if up else "Wi-Fi: down")
                if notify:
                    notify.link(up, 1)
        if notify:
            notify.poll()
        if self.store:
            self.store.poll()
        if self.turn:
            self.turn()
        if quiet:
            gc.collect()

    def _give_up(self):
        # The heap has not max_size octets in one piece: say so once, count what could not be
        # received, and do without what is optional: caches, then messages that are longer than all
        # must be able to take (RFC 3417 3.2).
        agent = self.agent
        if not self.udp.size:
            agent.counters[31] += 1  # snmpSilentDrops
        if not self.short:
            self.short = True
            self._report("usnmp: too little heap for messages of max_size octets")
        if self.optional:
            while self.optional:
                self.optional.pop()()
        elif agent.max_size > 484:
            # The buffer is given back first: where it was there is room, if nowhere else.
            agent._buf = agent._view = None
            agent.max_size = 968
            while not agent._view:
                agent.max_size >>= 1
                try:
                    agent._buf = bytearray(agent._base + agent.max_size)
                    agent._view = memoryview(agent._buf)
                except MemoryError:
                    pass

    def _report(self, text):
        # Log a str or an exception. Neither a log that fails, as one whose console is gone, ends
        # anything, nor an exception that cannot be shown.
        try:
            if type(text) is not str:
                text = "usnmp: " + repr(text)
        except Exception:
            text = "usnmp: an exception, or too little heap to show it"
        try:
            self.log(text)
        except Exception:
            pass

    def try_step(self, timeout_ms: "int | None" = None) -> None:
        """step(), and feed the watchdog if that was in order and requests could be received. What
        it raises, other than Ctrl-C, is logged.
        """
        try:
            self.step(timeout_ms)
            if self.watchdog and self.udp.sock and self.udp.size:
                self.watchdog.feed()
        except Exception as e:  # of the user's own code, or out of memory
            self._report(e)
            time.sleep(1)

    def run(self) -> None:
        """Serve for ever; until Ctrl-C, which it raises. The watchdog is fed after each turn that
        was in order: a loop that hangs, that raises for ever, or that cannot receive for want of a
        socket or of memory, ends in a reset.
        """
        while True:
            self.try_step()

    def close(self) -> None:
        """Write what is not written yet, and close the sockets. The watchdog, which cannot be
        stopped, is fed from a timer then: who pressed Ctrl-C wants the REPL for longer than its
        five seconds.
        """
        if self.store:
            self.store.flush()
        self.agent.close()
        if self.notify:
            self.notify.close()
        if self.watchdog:
            from usnmp_firmware.board import feed

            feed(self.watchdog)


def main(sensors: "Callable[[Firmware], object]") -> None:
    """The whole of main.py: start as config.json or the command line says, and serve for ever.

    sensors: called once with the Firmware, whose `mib` it gives the user's objects. What it
    returns is ignored on a board; on a PC pairs of (OID, text), which are printed. Ctrl-C ends it.
    On a PC it raises SystemExit: 0, 1 if it cannot serve, 2 for wrong options.
    """
    firmware = Firmware()
    status = None
    try:
        from usnmp_firmware.start import start

        status = start(firmware, sensors)
        del start  # it keeps its module
        if status is None:
            firmware.run()
    except KeyboardInterrupt:
        try:
            print("\nstopped")
        except OSError:  # nobody reads it
            pass
    finally:
        if hasattr(firmware, "agent"):  # it got so far
            firmware.close()
    if sys.argv:
        sys.exit(status or 0)
