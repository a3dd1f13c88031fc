# Gives a Firmware the parts that a configuration asks for. Imports usnmp_agent, usnmp_mib,
# usnmp_mibs, usnmp_base.uptime, users if there are some, and what is configured; start imports it,
# and lets go of it.

from usnmp_agent import Agent
from usnmp_base.uptime import Uptime
from usnmp_mib import Mib

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable
    from usnmp_firmware import Firmware
    from .wifi import Link


def make(
    firmware: "Firmware",
    config: "dict[str, Any]",
    link: "Link | None" = None,
    warm: bool = False,
    log: "Callable[[str], object]" = print,
    forget: "Callable[..., object] | None" = None,
) -> str:
    """Give `firmware`, a Firmware, its parts. config: of config.check(); link: a wifi.Link; warm:
    is this a warm start? forget: of start, for what is not wanted any more on the way; returned
    is what is not in the end. Raises ValueError.
    """
    once = "usnmp_firmware.assemble"
    f = firmware
    f.log = log
    f.link = link
    f.mib = Mib()
    f.uptime = Uptime()
    if config["persist"]:
        from usnmp_base import store

        f.store = store.Store(config["persist"], log=log)
        # usnmpStoreFailures: written out, for to import usnmp_mibs.arc takes 128 octets for good
        f.store.serve(f.mib, "1.3.6.1.4.1.8072.9999.9999.101.1.1.0")
    names = config["read_community"], config["write_community"]
    if config["sources"]:
        from usnmp_agent import view

        f.agent = Agent(f.mib, None, None, config["max_size"], log, f.uptime)
        for i in range(2):
            if names[i] is not None:
                f.agent.allow(names[i], view.View(write=i == 1, sources=config["sources"]))
    else:
        f.agent = Agent(f.mib, names[0], names[1], config["max_size"], log, f.uptime)
    targets = config["targets"]
    others = config.get("more_targets", [])  # of usnmp_pc.agentx
    if config["users"]:
        from usnmp_firmware import users

        targets = users.add(f, config, forget)
        once += " usnmp_firmware.users " + users.names
    if targets or others:
        from usnmp_mibs.snmpv2_mib import SYS_OBJECT_ID
        from usnmp_notify import Notifier, Target

        f.notify = Notifier(
            [Target(**t) for t in targets] + others,
            f.uptime,
            config["object_id"] or SYS_OBJECT_ID,
            link and link.address,
            size=8,
            store=f.store,
            up=link and link.up,
        )
        f.notify.attach(f.agent, warm)
    if config["users"]:
        users.close(f)
    return once
