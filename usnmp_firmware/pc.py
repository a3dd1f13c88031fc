# The start on a PC: main.py's options. Imports usnmp_config, then usnmp_setup; usnmp_firmware
# imports it where there is a command line, and lets go of it. Not for boards.

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
    from .config import check, load

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
        import usnmp_pc.workers as usnmp_workers

        workers = usnmp_workers.Workers(workers, config)
    return config, workers


def start(sensors):
    """(Firmware or None, exit status). What sensors(firmware) returns, pairs (OID, text), is
    printed.
    """
    global options, configure
    argv = sys.argv[1:]
    if set("-h --help".split()) & set(argv):
        import usnmp_pc.workers as usnmp_workers

        print(usnmp_workers.USAGE)
        return None, 0
    try:
        config, workers = configure(argv)
        # Their heap is wanted for what comes now.
        del options, configure, sys.modules["usnmp_config"]
        gc.collect()
        firmware, objects = __import__("usnmp_setup").make(config, sensors)
        if workers:
            firmware.agent = workers.of(firmware.agent)
    except ValueError as e:
        print("main.py: %s" % e, file=sys.stderr)
        return None, 2
    sys.modules.pop("usnmp_setup", None)  # as above
    gc.collect()
    host, port = config["host"], config["port"]
    if ":" in host:  # IPv6, as it is written before a port
        config["host"] = "[%s]" % host
    try:
        firmware.udp = firmware.agent.bind(host, port)
    except (OSError, ValueError) as e:  # ValueError: a name that cannot be one
        print("main.py: cannot listen on %s:%d: %s" % (config["host"], port, e), file=sys.stderr)
        return None, 1
    if not hasattr(gc, "mem_free") or gc.mem_free() > 65536:  # not a heap such as a board's
        __import__("usnmp_linux").start(firmware, workers)
    for name in ("usnmp_mibs.snmpv2_mib", "usnmp_mibs"):
        sys.modules.pop(name, None)
    try:
        __import__("usnmp_banner").announce(config, objects, firmware.udp.ipv6)
    except OSError:  # nobody reads it
        pass
    except MemoryError:
        print("usnmp serves; there is too little heap to tell what")
    sys.modules.pop("usnmp_banner", None)
    return firmware, 0
