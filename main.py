# Serves the system group and a few example sensors: on a PC, `python3 main.py` or `micropython
# main.py`; on a board, at boot. This is the file to edit: put your sensors into sensors().

import gc
import sys
import time

if hasattr(
    gc, "threshold"
):  # MicroPython: collect often, or what is kept ends up all over the heap
    gc.threshold(2048)

from usnmp_agent import VERSION, Agent
from usnmp_mib import COUNTER, GAUGE, INT, OCTSTR, Mib
from usnmp_mibs.snmpv2_mib import system
from usnmp_uptime import Uptime

USAGE = """usage: main.py [--host ADDRESS] [--port PORT] [--config FILE]

  --host ADDRESS  listen there; on a PC 127.0.0.1 unless told otherwise (0.0.0.0: everywhere;
                  ::  on CPython, everywhere by IPv6 and IPv4)
  --port PORT     on this UDP port; on a PC 1161 (161 needs root)
  --config FILE   JSON, see docs/agent.md"""

# net-snmp's playground; get a number of your own for what you ship (IANA: private enterprises)
SENSORS = "1.3.6.1.4.1.8072.9999.9999.%d.0"


def temperature():
    # Tenths of a degree, in a triangle wave over ten minutes: replace it by what reads yours.
    phase = time.time() % 600
    return int(195 + abs(phase - 300) / 5)


def memory():
    # What a board watches; CPython has no such figure.
    return gc.mem_free() if hasattr(gc, "mem_free") else len(gc.get_objects())


def sensors(mib, agent):
    mib.scalar(SENSORS % 1, INT, temperature)
    mib.scalar(SENSORS % 2, GAUGE, memory)
    mib.scalar(SENSORS % 3, COUNTER, lambda: agent.counters[2] & 0xFFFFFFFF)
    mib.scalar(SENSORS % 4, INT, 200, write=True)
    mib.scalar(SENSORS % 5, OCTSTR, "front door", write=True)
    return "temperature (0.1 degrees)", "free memory", "replies sent", "set point", "label"


def options(argv):
    # A dict of the options; a str that says what is wrong with them.
    given = {}
    argv = list(argv)
    while argv:
        name = argv.pop(0)
        value = None
        if "=" in name:
            name, value = name.split("=", 1)
        if name not in ("--host", "--port", "--config", "--workers"):
            return "unknown option %s" % name
        if value is None:
            if not argv:
                return "%s wants a value" % name
            value = argv.pop(0)
        given[name[2:]] = value
    if "port" in given:
        try:
            given["port"] = int(given["port"])
        except ValueError:
            return "--port wants a number, not %s" % given["port"]
    return given


def configure(argv):
    # The configuration: the defaults, over them the file's, over them the options'.
    from usnmp_config import check, load

    given = options(argv)
    if isinstance(given, str):
        raise ValueError(given)
    config = {"host": "127.0.0.1", "port": 1161} if sys.argv else {}
    path = given.pop("config", None)
    workers = given.pop("workers", None)
    if path:
        try:
            config.update(load(path))
        except OSError as e:
            raise ValueError("cannot read %s: %s" % (path, e))
        except ValueError as e:
            raise ValueError("%s: %s" % (path, e))
    config.update(given)
    config = check(config)
    if workers is not None:
        import usnmp_workers

        config["workers"] = usnmp_workers.Workers(workers, config)
    return config


def announce(config, names, ipv6):
    host, port = config["host"], config["port"]
    where = "udp6:%s:%d" if ipv6 else "%s:%d"
    print("usnmp %s, an agent for SNMPv1 and v2c on %s" % (VERSION, where % (host, port)))
    print("  1.3.6.1.2.1.1  the system group: sysDescr ... sysServices")
    for i, name in enumerate(names):
        print("  %s  %s" % (SENSORS % (i + 1), name))
    community = config["read_community"]
    if community != "public":  # it is a password of sorts: not on the screen
        community = "COMMUNITY"
    if host == "0.0.0.0":
        host = "127.0.0.1"
    elif host == "[::]":
        host = "[::1]"
    print("Read it from another terminal (Ctrl-C ends this):")
    print("  snmpwalk -v1 -c %s %s .1" % (community, where % (host, port)))
    if hasattr(sys.stdout, "flush"):
        sys.stdout.flush()


def main(argv):
    if "-h" in argv or "--help" in argv:
        import usnmp_workers

        print(USAGE + usnmp_workers.USAGE)
        return 0
    try:
        config = configure(argv)
    except ValueError as e:
        print("main.py: %s" % e, file=sys.stderr)
        return 2
    del sys.modules["usnmp_config"]  # not needed again: 2 kB of an ESP8266's heap
    mib = Mib()
    uptime = Uptime()
    communities = config["read_community"], config["write_community"]
    agent = Agent(mib, *communities, max_size=config["max_size"], uptime=uptime)
    store = None
    if config["persist"]:
        from usnmp_persist import Store

        store = Store(config["persist"])
    system(
        mib,
        uptime,
        contact=config["contact"],
        name=config["name"],
        location=config["location"],
        persist=store,
    )
    names = sensors(mib, agent)
    host, port = config["host"], config["port"]
    if ":" in host:  # IPv6, as it is written before a port
        config["host"] = "[%s]" % host
    if "workers" in config:
        agent = config["workers"].of(agent)
    try:
        ipv6 = agent.bind(host, port).ipv6
    except OSError as e:
        print("main.py: cannot listen on %s:%d: %s" % (config["host"], port, e), file=sys.stderr)
        return 1
    try:
        announce(config, names, ipv6)
        while True:
            agent.poll(1000)
            if store:
                store.poll()
    except KeyboardInterrupt:
        print("\nstopped")
    finally:
        agent.close()
        if store:
            store.flush()
    return 0


if __name__ == "__main__":
    status = main(sys.argv[1:])
    if sys.argv:  # a board has none, and there exit would reset it for ever
        sys.exit(status)
