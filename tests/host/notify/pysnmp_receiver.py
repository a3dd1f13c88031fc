# A receiver of SNMPv3 made with pysnmp: python pysnmp_receiver.py PORT ENGINE-ID. It prints a line
# for each notification: security name, level, and the bindings. For test_notify_v3_pysnmp.py.

import asyncio
import socket
import sys

from pysnmp.carrier.asyncio.dgram import udp
from pysnmp.entity import config, engine
from pysnmp.entity.rfc3413 import ntfrcv
from pysnmp.proto.rfc1902 import OctetString

USERS = {
    "nobody": (),
    "half": (config.USM_AUTH_HMAC96_SHA, "authentic words"),
    "whole": (config.USM_AUTH_HMAC96_MD5, "authentic words", config.USM_PRIV_CBC56_DES),
    "strong": (config.USM_AUTH_HMAC192_SHA256, "authentic words", config.USM_PRIV_CFB128_AES),
}


def add(receiver, name, auth=None, words=None, priv=None, engine_id=None):
    keys = [auth, words] if auth else []
    keys += [priv, "private words"] if priv else []
    more = {} if engine_id is None else {"securityEngineId": engine_id}
    config.add_v3_user(receiver, name, *keys, **more)


def main(port, sender):
    asyncio.set_event_loop(asyncio.new_event_loop())  # it looks for one
    receiver = engine.SnmpEngine()
    # open_server_mode(address) binds when the loop runs, after "ready": what came before was lost
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", port))
    transport = udp.UdpAsyncioTransport().open_server_mode(sock=sock)
    config.add_transport(receiver, udp.DOMAIN_NAME, transport)
    for name, keys in USERS.items():
        add(receiver, name, *keys)
        add(receiver, name, *keys, engine_id=OctetString(hexValue=sender))

    def show(_, reference, context_engine, context, varbinds, __):
        information = receiver.observer.get_execution_context("rfc3412.receiveMessage:request")
        text = " ".join("%s=%s" % (oid, value.prettyPrint()) for oid, value in varbinds)
        level = int(information["securityLevel"])
        print(information["securityName"].prettyPrint(), level, text, flush=True)

    ntfrcv.NotificationReceiver(receiver, show)
    receiver.transport_dispatcher.job_started(1)
    print("ready", flush=True)
    receiver.transport_dispatcher.run_dispatcher()


main(int(sys.argv[1]), sys.argv[2])
