# The program around the agent: what config.json says, made; and the loop that keeps it going, fed
# to the watchdog. Imports what is configured; main.py imports it. On a PC usnmp_host comes first.

import gc
import sys
import time

from usnmp_agent import Agent
from usnmp_mib import Mib
from usnmp_mibs.snmpv2_mib import system
from usnmp_uptime import Uptime


class Firmware:
    """An agent with the system group and what `config`, of usnmp_config.check(), asks for.

    Attributes: mib, agent, uptime; notify, a usnmp_notify.Notifier, None without targets; store,
    a usnmp_persist.Store, None without "persist". link: a usnmp_wifi.Link or None. warm: whether
    this is a warm start. log: called with one str.
    """

    def __init__(self, config, link=None, warm=False, log=print):
        self.log = log
        self.link = link
        self.mib = Mib()
        self.uptime = Uptime()
        self.store = self.notify = self.udp = None
        self.faults = 0  # turns in a row that raised
        self._was_up = True
        if config["persist"]:
            from usnmp_persist import Store

            self.store = Store(config["persist"])
        names = config["read_community"], config["write_community"]
        sources = config["sources"]
        if sources:
            self.agent = Agent(self.mib, None, None, config["max_size"], log, self.uptime)
            from usnmp_view import View

            for i in range(2):
                if names[i] is not None:
                    self.agent.allow(names[i], View(write=i == 1, sources=sources))
        else:
            self.agent = Agent(self.mib, *names, max_size=config["max_size"], log=log)
            self.agent.uptime = self.uptime
        keys = "contact", "name", "location"
        system(self.mib, self.uptime, persist=self.store, **{k: config[k] for k in keys})
        if config["targets"]:
            from usnmp_notify import Notifier, Target

            self.notify = Notifier(
                [Target(**t) for t in config["targets"]],
                self.uptime,
                enterprise="1.3.6.1.4.1.8072.9999.9999",
                agent_addr=link and link.address,
                store=self.store,
                up=link and link.up,
            )
            self.notify.attach(self.agent, warm=warm)
        if config["sensors"]:
            from usnmp_sensors import add

            add(self, config["sensors"])
        self._host = config["host"], config["port"]

    def step(self, timeout_ms=1000):
        """One turn of the loop: answer a request, if one comes within `timeout_ms`, and do what is
        due besides.
        """
        notify = self.notify
        if notify and notify.pending:
            timeout_ms = min(timeout_ms, 100)
        quiet = not self.agent.poll(timeout_ms)
        if self.link:
            up = self.link.up()
            if up != self._was_up:
                self._was_up = up
                self.log("Wi-Fi: " + ("address %s" % self.link.address() if up else "down"))
                if notify:
                    notify.link(up, 1)
        if notify:
            notify.poll()
        if self.store:
            self.store.poll()
        if quiet:
            gc.collect()

    def run(self, watchdog=None):
        """Serve for ever; until Ctrl-C, which it raises. watchdog: a machine.WDT, fed after each
        turn that was in order: a loop that hangs, or that raises for ever, ends in a reset.
        """
        try:
            while True:
                try:
                    self.step()
                    if watchdog and self.udp.sock:
                        watchdog.feed()
                    self.faults = 0
                except Exception as e:  # of the user's own code, or out of memory
                    self.faults += 1
                    self.log("usnmp: %r" % e)
                    time.sleep(1)
        finally:
            if self.store:
                self.store.flush()

    def bind(self):
        """Open the socket; what is to be told at the start is sent now. Raises OSError."""
        self.udp = self.agent.bind(*self._host)
        return self.udp


def _warm(machine):
    # A start without a loss of power: RFC 3418's warmStart.
    cause = machine.reset_cause()
    for name in ("SOFT_RESET", "WDT_RESET", "DEEPSLEEP_RESET"):
        if cause == getattr(machine, name, None):
            return True
    return False


def _rest(watchdog):
    # Feed the watchdog, which cannot be stopped, from a timer: who has pressed Ctrl-C wants the
    # REPL for longer than its 5 seconds.
    from machine import Timer

    Timer(-1).init(period=1000, mode=Timer.PERIODIC, callback=lambda t: watchdog.feed())


def board(sensors):
    """Run on a board as config.json says; ends, with the REPL, if it cannot, or at Ctrl-C."""
    try:
        from usnmp_config import check, load

        config = check(load("config.json"))
    except (OSError, ValueError) as e:
        print("main.py: config.json: %s" % ("not there" if isinstance(e, OSError) else e))
        print("No agent runs. Make one with tools/configure.py and copy it with tools/deploy.py.")
        return
    import machine

    link = None
    if config["wifi"]:
        from usnmp_wifi import Link

        link = Link(config["wifi"])
    firmware = Firmware(config, link, _warm(machine))
    del sys.modules["usnmp_config"]  # its heap is for others now
    watchdog = None
    try:
        add_sensors(firmware, sensors)
        gc.collect()
        firmware.bind()
        print("usnmp: serving on port %d, %d octets free" % (config["port"], gc.mem_free()))
        firmware.step(0)
        if config["watchdog"]:
            watchdog = machine.WDT()
        firmware.run(watchdog)
    except OSError as e:
        print("main.py: cannot listen on port %d: %s" % (config["port"], e))
    except KeyboardInterrupt:
        print("stopped")
        if watchdog:
            _rest(watchdog)


def add_sensors(firmware, sensors):
    """Call sensors(firmware); if it raises, say so and go on without those it did not come to."""
    try:
        return sensors(firmware)
    except Exception as e:
        if not hasattr(sys, "print_exception"):
            raise
        sys.print_exception(e)


def main(sensors):
    """The whole of main.py: sensors(firmware) adds the user's objects to firmware.mib."""
    if sys.argv:  # a board has none
        from usnmp_host import main

        sys.exit(main(sensors))
    board(sensors)
