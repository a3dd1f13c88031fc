# An agent with users of SNMPv3 and the MIBs about it, on any interpreter: v3_agent.py PORT USER..
# With store=PATH among the users they can be changed by SET, and what is changed is kept there.
# A user is NAME,AUTH,PRIV,LEVEL, any of the last three empty; passwords are "maplesyrup", or a
# key's hex digits in their place: NAME,AUTH,PRIV,LEVEL,KEY.

import sys

from serverbox import serve
from usnmp_agent import Agent
from usnmp_agent.view import View
from usnmp_base.uptime import Uptime
from usnmp_mib import GAUGE, OCTSTR, Mib
from usnmp_mibs.snmp_framework_mib import snmp_engine
from usnmp_mibs.snmp_mpd_mib import mpd_stats
from usnmp_mibs.snmp_user_based_sm_mib import usm_stats, usm_users
from usnmp_mibs.snmp_view_based_acm_mib import vacm
from usnmp_mibs.snmpv2_mib import system
from usnmp_v3 import User
from usnmp_v3.engine import Engine

ENGINE = "80001f88050102030405060708"
BASE = "1.3.6.1.4.1.8072.9999.9999"


def main():
    mib = Mib()
    uptime = Uptime()
    system(mib, uptime, contact="ops@example.org", name="box", location="here")
    mib.scalar(BASE + ".1.0", GAUGE, 7, write=True)
    mib.table(BASE + ".2.1", {1: GAUGE, 2: OCTSTR}, {1: {1: 5, 2: "five"}, 2: {1: 6, 2: "six"}})
    for i in range(20):
        mib.scalar(BASE + ".3.%d.0" % i, OCTSTR, chr(97 + i) * 30)
    agent = Agent(mib, None, uptime=uptime)
    agent.engine = Engine(ENGINE, 5, uptime)
    path = None
    for text in sys.argv[2:]:
        if text.startswith("store="):
            path = text[6:]
            continue
        name, auth, priv, level, key = (text + ",,,,").split(",")[:5]
        password = "maplesyrup" if not key else None
        user = User(
            name,
            auth or None,
            password if auth else None,
            priv or None,
            password if priv else None,
            key if auth and key else None,
            key if priv and key else None,
        )
        agent.allow(user, write=True, level=level or None)
        agent.allow(user, View(read=("1.3.6.1.2.1.1.5",)), level=level or None, context="names")
    snmp_engine(mib, agent)
    mpd_stats(mib, agent)
    usm_stats(mib, agent)
    if path:
        from usnmp_base.store import Store
        from usnmp_mibs.usm_user_table import usm_user_table

        usm_user_table(mib, agent, Store(path))
    else:
        usm_users(mib, agent)
    vacm(mib, agent)
    serve(agent)


if __name__ == "__main__":
    main()
