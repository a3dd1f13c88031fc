# SNMPv3's notifications that are kept through a reboot. Portable.

from usnmp_base.store import Store
from usnmp_notify import Target
from usnmp_v3.engine import Engine
from util import forget
from wirebox import HOST, KIND, OID, SENDER, Wire, user

PATH = "v3kept.dat"


def targets():
    return [Target(HOST, user=user()), Target(HOST, user=user(), inform=True)]


def test_a_kept_notification_is_encrypted_anew_after_a_reboot():
    forget(PATH)
    try:
        box = Wire(*targets(), users=[user()], store=Store(PATH))
        box.notify.up = lambda: False
        box.notify.send(KIND, [(OID, 4, "secret")], keep=True)
        box.notify._kept._store.flush()
        assert not box.wire
        with open(PATH, "rb") as f:
            assert b"aaaa" not in f.read()
        box.notify = None  # there is no room for two
        box.notifies(targets(), Engine(SENDER, 2, box.uptime()), Store(PATH))
        assert box.notify.pending == 1
        box.after(100, 10)
        assert box.oks == [True, True] and not box.notify.pending
        assert sorted([n.pdu_type for n in box.got]) == [0xA6, 0xA7]
        assert [n.varbinds for n in box.got] == [[(OID, 4, "secret")]] * 2
    finally:
        forget(PATH)
