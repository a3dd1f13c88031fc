# `main.py --workers N`: processes that share one port, on hosts with CPython; not for boards.
# Imports usnmp_base.udp; main.py imports it if it is asked for workers, or for help.

import os
import socket
import sys

from usnmp_base.udp import Udp

USAGE = """usage: %s [OPTIONS]

  --host ADDRESS  listen there; on a PC 127.0.0.1 unless told otherwise (0.0.0.0: everywhere;
                  ::  on CPython, everywhere by IPv6 and IPv4)
  --port PORT     on this UDP port; on a PC 1161 (161 needs root)
  --config FILE   JSON, see docs/firmware.md; on a PC no file is read without this option
  --workers N     N processes on one port (SO_REUSEPORT; CPython on Linux). Each has its own
                  counters. What is SET in one, the others would not see, and none of them
                  sends: hence refused with "write_community", "persist" and "targets". If one
                  dies, all end.
  --tls FILE      who we are by TLS, and who may ask, in snmpd.conf's words, for a place as
                  --host tlstcp:10161: see docs/tls.md (CPython)
  --agentx [ADDRESS]
                  be an AgentX sub-agent of snmpd, in place of a port of our own: unix:PATH or
                  tcp:HOST[:PORT], unix:/var/agentx/master unless told otherwise (CPython)
  --agentx-master ADDRESS
                  let AgentX sub-agents plug in there, several addresses with commas between
  -h, --help      show this"""


class _Shared(Udp):
    # Shares its port with others that do so.
    options = ((socket.SOL_SOCKET, getattr(socket, "SO_REUSEPORT", None), 1),)


class Workers:
    """The agent that main.py serves, as `value` processes, a number as a str.

    Raises ValueError that says what is wrong with that, with `config`, or with this system.
    """

    def __init__(self, value, config):
        if not (hasattr(os, "fork") and hasattr(socket, "SO_REUSEPORT")):
            raise ValueError("--workers needs fork and SO_REUSEPORT: CPython on Linux")
        if not (value.isdigit() and 0 < int(value) < 1000):
            raise ValueError("--workers wants a number from 1 to 999, not %s" % value)
        for key in ("write_community", "persist", "targets"):
            if config[key]:
                raise ValueError('--workers and "%s" exclude each other: see --help' % key)
        host = config["host"]
        if "," in host or host[:3].lower() in ("tcp", "udp", "tls") and ":" in host:
            raise ValueError("--workers and several places to listen at exclude each other")
        self._number = int(value)
        self._shared = []

    def of(self, agent):
        """Self, in place of `agent`: with the three methods of it that main.py calls then. Raises
        ValueError if some view of its own lets SET.
        """
        if any(sets for _, sets in agent._heads.values()):
            raise ValueError("--workers and a view that may write exclude each other: see --help")
        self._agent = agent
        return self

    def bind(self, host, port):
        """Open a socket for each worker, before there are any: an error is then one, and a
        request that comes early waits. Return one of them, a Udp. Raises OSError.
        """
        # One that does not share shows that the port is free: another agent that shares it would
        # else get its part of the requests.
        Udp(host, port).close()
        try:
            while len(self._shared) < self._number:
                self._shared.append(_Shared(host, port))
        except OSError as e:
            self.close()
            raise e
        return self._shared[0]

    def poll(self, timeout_ms):
        """Start the workers and wait for the first to end, which ends all: raises SystemExit."""
        sys.exit(_run(self._agent, self._shared))

    def close(self):
        """Close the sockets that are open in this process."""
        for udp in self._shared:
            udp.close()


def _work(agent, shared, i, parent):
    # What a worker does, until it is killed or its parent is gone.
    import signal

    for number in (signal.SIGINT, signal.SIGHUP):  # they reach all; the parent sees to it
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
    sys.stdout.reconfigure(line_buffering=True)  # being killed flushes nothing
    for j, udp in enumerate(shared):
        if j != i:
            udp.close()
    agent._udp = shared[i]
    while os.getppid() == parent:  # it may have been killed with SIGKILL
        agent.poll(1000)


def _terminate(number, frame):
    sys.exit(128 + number)


def _run(agent, shared):
    # Serves with one process for each of `shared`, until one of them dies; returns 1. Ends them
    # all in any case: then, at Ctrl-C (KeyboardInterrupt), at SIGTERM (SystemExit of 143).
    import signal

    ends = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    parent = os.getpid()
    workers = []
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        # No signal between a fork and what follows it, in either process.
        signal.pthread_sigmask(signal.SIG_BLOCK, ends)
        for i in range(len(shared)):
            pid = os.fork()
            if not pid:
                try:
                    _work(agent, shared, i, parent)
                except BaseException:
                    sys.excepthook(*sys.exc_info())
                finally:
                    os._exit(1)  # not through main.py, which is the parent's
            workers.append(pid)
        # A socket stays in the kernel's choice while any process has it.
        for udp in shared:
            udp.close()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ends)
        pid, status = os.wait()
        workers.remove(pid)
        how = "signal %d" % (status & 127) if status & 127 else "status %d" % (status >> 8)
        text = "%s: worker %d ended (%s), so all do"
        print(text % (sys.argv[0], pid, how), file=sys.stderr)
        return 1
    finally:
        signal.pthread_sigmask(signal.SIG_BLOCK, ends)  # a second Ctrl-C is to leave no orphans
        for pid in workers:
            os.kill(pid, signal.SIGTERM)
        for pid in workers:
            os.waitpid(pid, 0)
        signal.signal(signal.SIGTERM, before)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ends)
