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
        print("%s: %s" % (sys.argv[0], e), file=sys.stderr)
        return 2
    other = config.pop("serve", None)  # usnmp_pc.agentx.program's
    if other:
        return other(firmware, config, names)
    host, port = config["host"], config["port"]
    try:
        firmware.udp = firmware.agent.bind(host, port)
    except (OSError, ValueError) as e:  # ValueError: a name that cannot be one
        # Long texts: short ones would be names on the heap.
        text = "%s: cannot listen on %s:%d: %s"
        if ":" in host:
            text = "%s: cannot listen on [%s]:%d: %s"
        text %= sys.argv[0], host, port, e
        if "," in host or host[:3] in "udp tcp tls":  # doors: `e` says which
            text = "%s: cannot listen: %s" % (sys.argv[0], e)
        print(text, file=sys.stderr)
        return 1
    try:
        from usnmp_pc.banner import start

        start(firmware, config, names)
    except MemoryError:
        print("usnmp serves; there is too little heap to tell what")
    return None
