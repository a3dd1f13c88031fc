# Datagrams of SNMPv3 through tshark, which knows their users: test_v3_tshark has those of agent
# and manager, test_notify_v3_peers those of notifier and receiver.

import json

from conftest import run, tool
from test_tshark import complaints, pcap

# tshark 4.0 knows one extension of keys, that with -C
EXTENDED_OTHERWISE = ("AES-192", "AES-256")
NAMES = {"SHA": "SHA1", "AES-192-C": "AES192", "AES-256-C": "AES256"}
NAMES.update(("SHA-%d" % n, "SHA2-%d" % n) for n in (224, 256, 384, 512))


def check(datagrams, users, words, tmp_path):
    """tshark finds each of `datagrams` well-formed, authentic and, decrypted, with bindings.

    users: Users of any engine, whose passwords for authentication and privacy are `words`.
    Returns tshark's layers of each, as JSON.
    """
    given = []
    for user in users:
        assert user.priv not in EXTENDED_OTHERWISE
        row = ["", user.name.decode(), NAMES.get(user.auth, user.auth or "MD5"), words[0]]
        row += [NAMES.get(user.priv, user.priv or "DES"), words[1]]
        given += ["-o", "uat:snmp_users:" + ",".join('"%s"' % w for w in row)]
    path = tmp_path / "v3.pcap"
    path.write_bytes(pcap(datagrams))
    done = run(
        tool("tshark"), "-r", path, "-d", "udp.port==161,snmp", "-T", "json", "-o",
        "ip.check_checksum:FALSE", *given,
    )  # fmt: skip
    packets = json.loads(done.stdout)
    assert len(packets) == len(datagrams), done.stderr
    found = []
    for datagram, packet in zip(datagrams, packets):
        layers = packet["_source"]["layers"]
        text = json.dumps(layers)
        plain = '"snmp.msgAuthenticationParameters": ""' in text
        said = [] if plain else ["SNMP Authentication OK"]
        assert "snmp" in layers and complaints(layers) == said, (datagram.hex(), layers)
        found.append(text)
    return found
