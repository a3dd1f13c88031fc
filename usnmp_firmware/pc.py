# The start on a PC: main.py's options. Imports config, board, then assemble, and usnmp_pc; the
# firmware imports it where there is a command line, and lets go of it. Not for boards.

import gc
import sys


def options(argv):
    """A dict of the options. Raises ValueError that says what is wrong with them."""
    given = {}
    argv = list(argv)
    while argv:
        name = argv.pop(0)
        value = None
        if "=" in name:
            name, value = name.split("=", 1)
        if name not in ("--host", "--port", "--config", "--workers"):
            raise ValueError("unknown option %s" % name)
        if value is None:
            if not argv:
                raise ValueError("%s wants a value" % name)
            value = argv.pop(0)
        given[name[2:]] = value
    if "port" in given:
        try:
            given["port"] = int(given["port"])
        except ValueError:
            raise ValueError("--port wants a number, not %s" % given["port"])
    return given


def configure(argv):
    """(configuration, Workers or None): the defaults, over them the file's, over them the
    options'. Raises ValueError.
    """
    from usnmp_firmware.config import check, load

    given = options(argv)
    config = {"host": "127.0.0.1", "port": 1161}
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
        from usnmp_pc import workers as several

        workers = several.Workers(workers, config)
    return config, workers


def start(firmware, sensors):
    """Have `firmware` serve as the command line says; None, or the exit status. What
    sensors(firmware) returns, pairs (OID, text), is printed.
    """
    from usnmp_firmware.board import forget

    status = _start(firmware, sensors)
    forget("board pc")
    return status


def _start(firmware, sensors):
    global options, configure
    argv = sys.argv[1:]
    if set("-h --help".split()) & set(argv):
        from usnmp_pc import workers

        print(workers.USAGE)
        return 0
    try:
        config, workers = configure(argv)
        from usnmp_firmware.board import add, forget

        # Their heap is wanted for what comes now.
        del options, configure
        forget("config")
        from usnmp_firmware.assemble import make

        make(firmware, config)
        del make
        names = add(firmware, sensors)
        if workers:
            firmware.agent = workers.of(firmware.agent)
    except ValueError as e:
        print("main.py: %s" % e, file=sys.stderr)
        return 2
    host, port = config["host"], config["port"]
    if ":" in host:  # IPv6, as it is written before a port
        config["host"] = "[%s]" % host
    try:
        firmware.udp = firmware.agent.bind(host, port)
    except (OSError, ValueError) as e:  # ValueError: a name that cannot be one
        print("main.py: cannot listen on %s:%d: %s" % (config["host"], port, e), file=sys.stderr)
        return 1
    if not hasattr(gc, "mem_free") or gc.mem_free() > 65536:  # not a heap such as a board's
        from usnmp_pc.speed import start

        start(firmware, workers)
    try:
        announce(config, names, firmware.udp.ipv6)
    except OSError:  # nobody reads it
        pass
    except MemoryError:
        print("usnmp serves; there is too little heap to tell what")
    return None


def announce(config, names, ipv6):
    """Print what is served, and how to read it."""
    from usnmp_agent import VERSION

    host, port = config["host"], config["port"]
    where = "udp6:%s:%d" if ipv6 else "%s:%d"
    print("usnmp %s, an agent for SNMPv1 and v2c on %s" % (VERSION, where % (host, port)))
    print("  1.3.6.1.2.1.1  the system group: sysDescr ... sysServices")
    for oid, name in names or ():
        print(" ", oid, "", name)
    # In one text: each short one would be a name on the heap, for ever.
    words = "0.0.0.0 127.0.0.1 [::] [::1] COMMUNITY"
    everywhere, here, everywhere6, here6, hidden = words.split()
    host = {everywhere: here, everywhere6: here6}.get(host, host)
    community = config["read_community"]
    if community != "public":  # it is a password of sorts: not on the screen
        community = hidden
    print("Read it from another terminal (Ctrl-C ends this):")
    print("  snmpwalk -v1 -c %s %s .1" % (community, where % (host, port)))
    if hasattr(sys.stdout, "flush"):
        sys.stdout.flush()
