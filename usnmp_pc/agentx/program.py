# `main.py --agentx`, which serves by way of a master, and `main.py --agentx-master`, by which
# sub-agents plug into it. Imports address, master, notify, subagent and usnmp_pc.speed;
# usnmp_firmware.pc and usnmp_pc.serve import it.

import sys

from .address import DEFAULT, Address, reason
from .master import Master
from .notify import MasterTarget, Net
from .subagent import SubAgent


def configure(config, given):
    """Put into `config`, of usnmp_firmware.config, what the options `given` ask for. Raises
    ValueError.
    """
    if "agentx" in given:
        for other in ("agentx-master", "workers", "host", "port"):
            if other in given:
                raise ValueError("--agentx and --%s exclude each other: see --help" % other)
        config["agentx"] = Address(given["agentx"] or DEFAULT)
        config["more_targets"] = [MasterTarget()]
    else:
        if "workers" in given:
            raise ValueError("--agentx-master and --workers exclude each other: see --help")
        addresses = given["agentx-master"].split(",")
        config["agentx_master"] = [Address(text) for text in addresses]


def serve(firmware, config, names):
    """Have `firmware` serve as a sub-agent; None, or the status to end with."""
    from usnmp_pc import speed

    speed._end_well()
    sub = _Sub(firmware.mib, config["agentx"].text, log=firmware.log)
    sub.firmware_uptime = firmware.uptime
    sub.answers.engines[None].counters = firmware.agent.counters
    sub.max_size = firmware.agent.max_size
    sub.counters = firmware.agent.counters
    try:
        sub.connect()
    except OSError as e:
        print("%s: AgentX: %s" % (sys.argv[0], reason(e)), file=sys.stderr)
        return 1
    if firmware.notify:
        firmware.notify.net = Net(sub)
    firmware.agent = sub
    try:
        print("usnmp, a sub-agent of %s: registered there" % config["agentx"])
        for oid, name in names or ():
            print(" ", oid, "", name)
        for ids in sub.left:
            print(" ", ".".join(map(str, ids)), " is left to the master")
        sys.stdout.flush()
    except OSError:  # nobody reads it
        pass
    return None


class _Sub(SubAgent):
    # With what else usnmp_firmware wants of an agent.
    def poll(self, timeout_ms=0):
        self.firmware_uptime()
        return SubAgent.poll(self, timeout_ms)


def plug(firmware, addresses):
    """What is to be the agent of `firmware`, so that sub-agents plug into that which it has; None,
    with a line that says so, if that cannot be.
    """
    texts = [address.text for address in addresses]
    master = Master(firmware.agent, texts, firmware.notify, log=firmware.log)
    try:
        master.listen()
    except OSError as e:
        text = "%s: cannot listen on %s for sub-agents: %s"
        print(text % (sys.argv[0], e.filename, reason(e)), file=sys.stderr)
        return None
    print("sub-agents plug in at %s" % ", ".join(map(str, addresses)))
    return _Plugged(firmware.agent, master)


class _Plugged:
    # In place of the agent, whose attributes it has.
    def __init__(self, agent, master):
        self._agent = agent
        self._master = master
        self.poll = master.poll

    def __getattr__(self, name):
        return getattr(self._agent, name)

    def close(self):
        self._master.close()
        self._agent.close()
