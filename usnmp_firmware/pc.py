# The start on a PC: main.py's options. Imports config and usnmp_pc; start imports it where there
# is a command line, and lets go of it. Not for boards.

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


def start(firmware, sensors, forget, build):
    """Have `firmware` serve as the command line says; None, or the exit status. What
    sensors(firmware) returns, pairs (OID, text), is printed. forget, build: start's.
    """
    global options, configure
    argv = sys.argv[1:]
    if set("-h --help".split()) & set(argv):
        from usnmp_pc import workers

        print(workers.USAGE)
        return 0
    try:
        config, workers = configure(argv)
        # Their heap is wanted for what comes now.
        del options, configure
        forget("usnmp_firmware.config")
        names = build(firmware, config, sensors)
        del build
        gc.collect()
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
        from usnmp_pc.banner import announce

        announce(config, names, firmware.udp.ipv6)
    except OSError:  # nobody reads it
        pass
    except MemoryError:
        print("usnmp serves; there is too little heap to tell what")
    return None
