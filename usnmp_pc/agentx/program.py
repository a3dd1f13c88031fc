# `main.py --agentx`, which serves by way of a master, and `main.py --agentx-master`, by which
# sub-agents plug into it. Imports address, master, notify, subagent and usnmp_pc.speed;
# usnmp_firmware.pc imports it.

import sys

from .address import DEFAULT, Address, reason
from .master import Master
from .notify import MasterTarget, Net
from .subagent import SubAgent


def configure(argv):
    """(`argv` without --agentx and --agentx-master; a function that puts what these ask for into
    a configuration of usnmp_firmware.config). Raises ValueError; so does the function.
    """
    rest, found = _split(argv)
    others = [word.partition("=")[0][2:] for word in rest]
    others = [name for name in others if name in ("workers", "host", "port")]
    _check(found, others)
    return rest, lambda config: _fill(config, found)


def _split(argv):
    # (the rest, {"agentx": address, ...} of these two); an address that is left out is "".
    rest, found = [], {}
    argv = list(argv)
    while argv:
        word = argv.pop(0)
        name, equals, value = word.partition("=")
        if name not in ("--agentx", "--agentx-master"):
            rest.append(word)
            if not equals and argv:
                rest.append(argv.pop(0))
            continue
        if not equals and argv and not argv[0].startswith("-"):
            value = argv.pop(0)
        elif not equals and name != "--agentx":
            raise ValueError("%s wants a value" % name)
        found[name[2:]] = value
    return rest, found


def _check(found, others):
    if "agentx" in found:
        for other in [name for name in found if name != "agentx"] + others:
            raise ValueError("--agentx and --%s exclude each other: see --help" % other)
    elif "workers" in others:
        raise ValueError("--agentx-master and --workers exclude each other: see --help")


def _fill(config, found):
    if "agentx" in found:
        config["agentx"] = Address(found["agentx"] or DEFAULT)
        config["more_targets"] = [MasterTarget()]
        config["serve"] = serve
    else:
        config["agentx_master"] = [Address(text) for text in found["agentx-master"].split(",")]
        config["serve"] = serve_as_master


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


def serve_as_master(firmware, config, names):
    """Have `firmware` serve as ever, and sub-agents plug into what it has; None, or the status to
    end with.
    """
    from usnmp_pc.serve import serve

    status = serve(firmware, config, names)
    if status is not None:
        return status
    addresses = config["agentx_master"]
    texts = [address.text for address in addresses]
    master = Master(firmware.agent, texts, firmware.notify, log=firmware.log)
    try:
        master.listen()
    except OSError as e:
        text = "%s: cannot listen on %s for sub-agents: %s"
        print(text % (sys.argv[0], e.filename, reason(e)), file=sys.stderr)
        return 1
    print("sub-agents plug in at %s" % ", ".join(map(str, addresses)))
    sys.stdout.flush()
    firmware.agent = _Plugged(firmware.agent, master)
    return None


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
