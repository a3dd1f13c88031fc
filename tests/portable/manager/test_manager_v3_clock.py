# A manager of SNMPv3: the agent's clock.

from v3box import A, V3Box


def test_the_clock_runs_on():
    box = V3Box()
    m = box.manager()
    m.get(A)
    for seconds in (10, 149, 151, 100000, 10000000):
        n = len(box.asked)
        box.pass_seconds(seconds)
        assert m.get(A).value == "agent" and len(box.asked) == n + 1, seconds


def followed(level):
    box = V3Box(level="authNoPriv")
    m = box.manager(level=level)
    m.get(A)
    box.pass_seconds(1000, 2000)
    assert m.get(A).value == "agent" and len(box.asked) == 4
    assert m.get(A).value == "agent" and len(box.asked) == 5
    box.pass_seconds(1000, 10)  # it lags behind
    assert m.get(A).value == "agent" and len(box.asked) == 7


def test_a_clock_that_went_apart_is_followed():
    followed("authNoPriv")


def test_a_clock_that_went_apart_is_followed_by_encrypted_messages_too():
    followed("authPriv")
