# What an agent does not take in SNMPv3, in the order of RFC 3412 7.2 and RFC 3414 3.2: each with
# its counter, and its report or silence. Portable.

from agent3box import DECRYPTION, DIGEST, HANDLERS, ID, INVALID, LEVEL, MODELS, NAME, WINDOW, Box
from messagebox import ENGINE, message, num, pdu, scoped, tlv
from usnmp_v3 import User
from usnmp_v3.engine import MOST, Engine

PARSE = 6  # snmpInASNParseErrs
OTHER = b"\x80\x00\x1f\x88\x05another"


def test_what_is_no_message_is_dropped():
    b = Box()
    d = b.signed()
    for n in range(5, len(d)):
        b.dropped(d[:n], counter=PARSE)
        b.dropped(tlv(48, d[2:n]), counter=PARSE)
    b.dropped(message(security=b"?"), counter=PARSE)
    # The datagram ends with a security model of no octets, or of too few
    for model in (b"\x02\0", b"\x02\x03\x04\0"):
        head = tlv(48, b"\x02\x01\x07\x02\x02\x05\xc0\x04\x01\x04", model)
        b.dropped(tlv(48, num(3), head), counter=PARSE)


def test_numbers_out_of_range_are_no_message():
    b = Box(level="noAuthNoPriv")
    for size in (0, 1, 483, -1):
        b.dropped(message(size=num(size)), counter=PARSE)
    assert b.ask(message(size=num(484)))
    for id in (num(-1), tlv(2, b"\0\x80\0\0\0"), tlv(2, bytes(9)), tlv(2, b"")):
        b.dropped(message(id=id), counter=PARSE)
    b.dropped(message(user=b"n" * 33), counter=PARSE)
    b.dropped(message(model=num(-1)), counter=PARSE)


def test_another_security_model_is_dropped():
    b = Box()
    b.dropped(message(model=num(2)), MODELS)
    b.dropped(message(model=num(2), security=b"of another kind"), MODELS)
    b.dropped(message(model=num(2**31 - 1)), MODELS)


def test_privacy_without_authentication_is_dropped():
    b = Box()
    b.dropped(message(6, data=tlv(4, b"secret")), INVALID)


def test_discovery_tells_the_engine():
    b = Box()
    b.go(77)
    empty = {"engine": b"", "user": b"", "boots": num(0)}
    body = tlv(0xA0, num(5), num(0), num(0), tlv(48))
    data = scoped(body, b"")
    b.reported(message(4, data, **empty), ID, rid=b"\x05", user=b"")
    # whatever ill size it has
    for engine in (b"1234", b"1" * 33, b"e" * 110):
        b.reported(message(4, engine=engine), ID)


def test_another_engine():
    b = Box()
    b.reported(message(4, engine=OTHER), ID)
    b.reported(message(4, engine=ENGINE[:-1]), ID)
    b.reported(message(4, engine=ENGINE + b"\0"), ID)
    # before anything else is asked
    b.reported(b.signed(engine=OTHER, user=b"nobody", mac=b""), ID, user=b"nobody")


def test_an_unknown_user():
    b = Box()
    b.reported(message(4, user=b"nobody"), NAME, user=b"nobody")
    b.reported(message(4, user=b""), NAME, user=b"")
    b.reported(message(4, user=b"reade"), NAME, user=b"reade")
    b.reported(b.signed(user=b"n" * 32), NAME, user=b"n" * 32)


def test_a_level_that_the_user_has_no_keys_for():
    b = Box()
    b.agent.allow(User("plain"))
    b.reported(b.signed(user=b"plain"), LEVEL, user=b"plain")
    b.reported(b.private(user=b"plain"), LEVEL, rid=b"\0", user=b"plain")


def test_a_wrong_digest():
    b = Box()
    for n in (0, 11, 12, 13, 20):
        b.reported(b.signed(mac=bytes(n)), DIGEST)
    d = b.signed()
    b.reported(d[:-1] + b"\x04", DIGEST)
    d = b.private()
    b.reported(d[:-1] + bytes((d[-1] ^ 1,)), DIGEST, rid=b"\0")
    # before the time is looked at
    b.reported(b.signed(mac=bytes(12), time=num(9999)), DIGEST)


def test_a_wrong_digest_is_an_authentication_failure():
    b = Box()
    heard = []
    b.agent.on_stranger = heard.append
    b.ask(b.signed(mac=bytes(12)))
    assert heard == []
    b.agent.authen_traps = True
    b.agent.respond(b.signed(mac=bytes(12)), ("192.0.2.1", 5))
    assert heard == [("192.0.2.1", 5)]
    b.agent.respond(message(4, user=b"nobody"))  # who asks first has to try
    assert len(heard) == 1


def test_the_time_window_is_150_seconds_wide():
    b = Box(level="authNoPriv")
    b.go(1000)
    for time in (850, 999, 1000, 1001, 1150):
        assert b.ask(b.signed(time=num(time))).type == 0xA2, time
    for time in (849, 1151, 0, 2**31 - 1):
        b.reported(b.signed(time=num(time)), WINDOW, 1)
    b.reported(b.private(time=849), WINDOW, 1, b"\0")


def test_a_time_that_is_none_is_not_in_the_window():
    b = Box(level="authNoPriv")
    for time in (num(-1), num(-128), tlv(2, b""), tlv(2, b"\0\x80\0\0\0")):
        b.reported(b.signed(time=time), WINDOW, 1)


def test_boots_must_be_the_same():
    b = Box(level="authNoPriv")
    assert b.ask(b.signed(boots=num(5))).type == 0xA2
    assert b.ask(b.signed(boots=tlv(2, b"\0\0\x05"))).type == 0xA2  # padded
    for boots in (0, 4, 6, MOST):
        b.reported(b.signed(boots=num(boots)), WINDOW, 1)


def test_at_the_latch_nothing_authenticated_is_in_time():
    b = Box(level="noAuthNoPriv")
    b.engine.boots = MOST
    b.engine.head = Engine(ENGINE, MOST).head
    b.reported(b.signed(boots=num(MOST)), WINDOW, 1)
    b.reported(b.signed(boots=num(5)), WINDOW, 1)
    assert b.ask(message(4)).type == 0xA2


def test_when_the_engine_time_wraps():
    b = Box(level="authNoPriv")
    b.go(MOST - 1)
    assert b.ask(b.signed()).type == 0xA2
    b.go(1)
    b.reported(b.signed(boots=num(5), time=num(0)), WINDOW, 1)
    assert b.engine.boots == 6
    assert b.ask(b.signed(boots=num(6), time=num(0))).type == 0xA2


def test_what_cannot_be_decrypted():
    b = Box()
    b.reported(b.signed(7, data=tlv(4, bytes(40)), salt=b"saltsalt"), DECRYPTION, rid=b"\0")
    b.reported(b.signed(7, data=tlv(4, b""), salt=b"saltsalt"), DECRYPTION, rid=b"\0")
    for salt in (b"", b"salt", b"saltsalts"):
        b.reported(b.signed(7, data=tlv(4, bytes(40)), salt=salt), DECRYPTION, rid=b"\0")


def test_what_is_decrypted_but_no_scopedpdu_is_dropped():
    b = Box()
    for data in (b"\x30\x00", tlv(48, tlv(4, ENGINE)), tlv(48, tlv(4, ENGINE), tlv(4, b""))):
        b.dropped(b.private(data), counter=PARSE)
    b.dropped(b.private(tlv(48, tlv(4, ENGINE), tlv(5), pdu())), counter=PARSE)


def test_another_context_engine():
    b = Box(level="noAuthNoPriv")
    for engine in (b"", OTHER, ENGINE[:-1]):
        data = scoped(pdu(), engine)
        b.reported(message(4, data), HANDLERS)
        b.reported(b.signed(data=data), HANDLERS, 1)
        b.reported(b.private(data), HANDLERS, 3)


def test_pdus_that_are_not_for_an_agent():
    b = Box(level="noAuthNoPriv")
    for tag in (0xA2, 0xA4, 0xA7, 0xA8, 0xA9):
        b.dropped(message(4, scoped(pdu(tag))), HANDLERS)
        b.dropped(b.private(scoped(pdu(tag))), HANDLERS)
    b.reported(message(4, scoped(pdu(0xA6))), HANDLERS)


def test_what_is_reported_depends_on_the_pdu_or_on_the_flag():
    b = Box()
    for tag in (0xA0, 0xA1, 0xA3, 0xA5, 0xA6):  # requests, whatever the flag says
        for flags in (0, 4):
            b.reported(message(flags, scoped(pdu(tag)), user=b"x"), NAME, user=b"x")
    for tag in (0xA2, 0xA4, 0xA7, 0xA8):
        for flags in (0, 4):
            b.dropped(message(flags, scoped(pdu(tag)), user=b"x"), NAME)
    # what cannot be read: the flag
    for data in (b"\x30\x00", b"\x30\x80", tlv(48, tlv(4, b"x"))):
        if data != b"\x30\x80":
            b.reported(message(4, data, user=b"x"), NAME, rid=b"\0", user=b"x")
            b.dropped(message(0, data, user=b"x"), NAME)
    data = tlv(4, bytes(40))
    b.reported(b.signed(7, data=data, user=b"x"), NAME, rid=b"\0", user=b"x")
    b.dropped(b.signed(3, data=data, user=b"x"), NAME)


def test_the_request_id_of_a_report():
    b = Box()
    for id, rid in (
        (num(0), b"\0"),
        (num(2**31 - 1), b"\x7f\xff\xff\xff"),
        (num(-5), b"\xfb"),
        (tlv(4, b"?"), b"\0"),
        (tlv(2, bytes(100)), b"\0"),
        (tlv(2, bytes(400)), b"\0"),
        (b"\x02\0", b"\0"),
        (b"\x02\xff\0", b"\0"),  # no length
        (b"\x02\x7f\0", b"\0"),  # longer than the PDU
    ):
        b.reported(message(4, scoped(pdu(id=id)), user=b"x"), NAME, rid=rid, user=b"x")


def test_msgids_come_back():
    b = Box()
    for id in (num(0), num(2**31 - 1), tlv(2, b"\0\0\0\x05"), tlv(2, bytes(7) + b"\x05")):
        b.reported(message(4, id=id, user=b"x"), NAME, id=id[2:], user=b"x")
