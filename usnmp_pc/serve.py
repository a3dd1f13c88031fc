# The end of main.py's start on a PC: the socket. Imports banner; usnmp_firmware.start imports it,
# and lets go of it.

import sys


def serve(firmware, config, names):
    """Have `firmware`, which has its parts, serve as `config`, of usnmp_firmware.pc, says; None,
    or the status to end with. names: what sensors() returned, or the exception for want of which
    it has not got its parts.
    """
    try:
        if isinstance(names, Exception):
            raise names
        if "workers" in config:
            firmware.agent = config["workers"].of(firmware.agent)
    except ValueError as e:
        print("main.py: %s" % e, file=sys.stderr)
        return 2
    host, port = config["host"], config["port"]
    try:
        firmware.udp = firmware.agent.bind(host, port)
    except (OSError, ValueError) as e:  # ValueError: a name that cannot be one
        text = "main.py: cannot listen on %s:%d: %s"
        if "," in host or host[:3] in ("tcp", "udp"):
            text = "main.py: cannot listen on %s, port %d: %s"
        elif ":" in host:
            text = "main.py: cannot listen on [%s]:%d: %s"
        print(text % (host, port, e), file=sys.stderr)
        return 1
    try:
        from usnmp_pc.banner import start

        start(firmware, config, names)
    except MemoryError:
        print("usnmp serves; there is too little heap to tell what")
    return None
