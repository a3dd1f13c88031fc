# `main.py --tls FILE`: an agent that listens by TLS too. Imports tls_file, serve,
# usnmp_agent.tsm_pc and usnmp_base (doors_pc, udp); start_pc imports it.

from usnmp_agent.tsm_pc import Tsm
from usnmp_base.doors_pc import Doors
from usnmp_base.udp import Udp

from .tls_file import TlsFile


def fill(config: "dict", path: str) -> None:
    """Have `config`, of usnmp_firmware.config, serve by what the file at `path` says; its "host"
    has a "tlstcp:". Raises ValueError.
    """
    if "tlstcp" not in config["host"]:
        raise ValueError("--tls wants a place to listen at, as --host tlstcp:10161")
    try:
        found = TlsFile(path)
        tls = found.tls()
        tls.answering()
    except OSError as e:
        raise ValueError("cannot read %s: %s" % (e.filename or path, e.strerror or e)) from None
    if not found.users:
        raise ValueError("%s: nobody may ask: rouser -s tsm NAME" % path)
    config["serve"] = lambda firmware, config, names: _serve(firmware, config, names, found, tls)


def _serve(firmware, config, names, found, tls):
    from .serve import serve

    agent = firmware.agent
    if not getattr(agent, "engine", None):
        from usnmp_v3.engine import Engine

        agent.engine = Engine(config["engine_id"], uptime=firmware.uptime)
    tsm = Tsm(agent, tls)
    for name, write in found.users.items():
        tsm.allow(name, write=write)
    bind = agent.bind
    agent.bind = lambda host, port: bind(Doors(host, port, Udp, tls), port)
    return serve(firmware, config, names)
