# The end of main.py's start on a PC: the socket. Imports banner, and agentx.program if that
# is wanted; usnmp_firmware.start imports it, and lets go of it.

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
    if "agentx" in config:
        from usnmp_pc.agentx import program

        return program.serve(firmware, config, names)
    host, port = config["host"], config["port"]
    try:
        firmware.udp = firmware.agent.bind(host, port)
    except (OSError, ValueError) as e:  # ValueError: a name that cannot be one
        text = "%s: cannot listen on %s:%d: %s"
        if "," in host or host[:3] in ("tcp", "udp"):
            text = "%s: cannot listen on %s, port %d: %s"
        elif ":" in host:
            text = "%s: cannot listen on [%s]:%d: %s"
        print(text % (sys.argv[0], host, port, e), file=sys.stderr)
        return 1
    plugged = None
    if "agentx_master" in config:
        from usnmp_pc.agentx import program

        plugged = program.plug(firmware, config["agentx_master"])
        if not plugged:
            return 1
    try:
        from usnmp_pc.banner import start

        start(firmware, config, names)
    except MemoryError:
        print("usnmp serves; there is too little heap to tell what")
    if plugged:
        firmware.agent = plugged
    return None
