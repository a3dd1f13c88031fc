# How long requests, answers and what stands before them may be: portable.

from agent3box import BASE, KEY, Box
from messagebox import ENGINE, num, pdu, private, scoped, signed
from usnmp_v3 import User

ONE = BASE + b"\x01\0"
AUTHORIZATION = 16, 0


def test_the_longest_names_and_the_longest_headers_fit():
    b = Box(484)
    name = b"n" * 32
    user = User(name, "SHA", None, "AES", None, KEY, KEY, ENGINE)
    b.agent.allow(user, context="c" * 32)
    b.agent.allow(user, context="c" * 32, level="authNoPriv")
    b.keys = user.localized(ENGINE)
    fields = {"user": name, "id": num(2**31 - 1), "size": num(2**31 - 1)}
    b.go(2**31 - 3)
    for body in (pdu(), pdu(0xA5, b=100), pdu(0xA3, ONE, value=num(9))):
        data = scoped(body, name=b"c" * 32)
        r = b.ask(private(b.keys, data, time=2**31 - 3, **fields))
        assert (r.type, r.name, r.user) == (0xA2, b"c" * 32, name)
        r = b.ask(signed(b.keys, data=data, time=num(2**31 - 3), **fields))
        assert r.type == 0xA2


def test_a_context_of_one_user_beside_the_longest_name_of_another():
    b = Box(484, context="c" * 32)
    b.agent.allow(User("n" * 32, "SHA", None, "AES", None, KEY, KEY, ENGINE))
    for user in (b"n" * 32, b"reader"):
        for body in (pdu(), pdu(0xA5, b"+", b=20)):
            d = b.private(scoped(body, name=b"c" * 32), user=user, id=num(2**31 - 1))
            r = b.ask(d)
            assert (r.type, r.name, r.user) == (0xA2, b"c" * 32, user)
            assert r.error == (AUTHORIZATION if user[:1] == b"n" else (0, 0))


def test_answers_may_be_as_long_as_allowed_to_the_octet():
    b = Box(1400)
    b.mib.scalar("1.3.6.1.4.1.65535.9.0", 4, lambda: "z" * n)
    oid = BASE + b"\x09\0"
    longest = 0
    for n in range(280, 400):
        d = b.agent.respond(b.private(scoped(pdu(oid=oid)), size=num(484)))
        assert len(d) <= 484
        longest = max(longest, len(d))
    assert longest > 440  # room is left for headers that others have
