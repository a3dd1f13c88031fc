# SET whole or not at all, whatever a handler raises. Portable: CPython and MicroPython.

from tablebox import parts, request
from usnmp_agent import Agent
from usnmp_mib import INT, Mib, Value
from util import raises

BASE = "1.3.6.1.4.1.8072.9999.9999.%d.0"
OLD, NEW = [1, 2, 3, 4], [5, 5, 5, 5]


class Mute(Exception):
    # Not even its text can be had.
    def __repr__(self):
        raise ValueError

    __str__ = __repr__


class Refusal(ValueError):
    def __init__(self, status):
        self.status = status


class Unaskable(ValueError):
    @property
    def status(self):
        return 1 // 0


class Box:
    # Four scalars, of which the third raises `error`: before or, `late`, after it is written.
    def __init__(self, error=None, late=False, max_size=300):
        self.error = error
        self.late = late
        self.logged = []
        self.values = [Value(v) for v in OLD]
        mib = Mib()
        for i, value in enumerate(self.values):
            mib.scalar(BASE % i, INT, value, write=self.third if i == 2 else value.set)
        self.agent = Agent(mib, "public", "private", max_size, log=self.logged.append)

    def third(self, v):
        if not self.late:
            self.fail()
        self.values[2].set(v)
        if self.late:
            self.fail()

    def fail(self):
        error, self.error = self.error, None
        if error:
            raise error

    def now(self):
        return [value() for value in self.values]

    def set(self, ver=1, many=4, v=5):
        # (error-status, error-index), or None if there is no reply.
        bindings = [(BASE % (i % 4), (INT, v)) for i in range(many)]
        b = self.agent.respond(request(0xA3, bindings, community="private", ver=ver))
        return b and tuple([v for _, v in parts(parts(parts(b)[0][1])[2][1])[1:3]])


def test_all_is_written_where_nothing_is_wrong():
    box = Box()
    assert box.set() == (0, 0) and box.now() == NEW and not box.logged


def test_whatever_a_handler_raises_nothing_is_written_and_the_answer_says_so():
    for error in (MemoryError(), OSError(5), Mute(), Exception, StopIteration()):
        for late in (False, True):
            for ver, status in ((1, 14), (0, 5)):
                box = Box(error, late)
                assert box.set(ver) == (status, 3) and box.now() == OLD, (error, late)


def test_a_handler_refuses_with_a_status_of_rfc_3416_and_no_other():
    for error, status in (
        (ValueError(), 10),
        (Refusal(12), 12),
        (Refusal(18), 18),
        (Refusal(404), 10),
        (Refusal(0), 10),
        (Refusal(-1), 10),
        (Refusal("12"), 10),
        (Refusal(None), 10),
        (Unaskable(), 10),
    ):
        box = Box(error)
        assert box.set() == (status, 3) and box.now() == OLD and not box.logged, error


def test_ctrl_c_undoes_what_was_written_and_goes_through():
    for error in (KeyboardInterrupt(), SystemExit(1)):
        for late in (False, True):
            box = Box(error, late)
            raises(type(error), box.set)
            assert box.now() == OLD
            assert box.set() == (0, 0) and box.now() == NEW


def test_ctrl_c_while_it_undoes_leaves_nothing_half_undone():
    box = Box(KeyboardInterrupt(), True)
    plain = box.values[2].set

    def again(v):
        plain(v)
        if v == OLD[2]:
            raise KeyboardInterrupt

    box.values[2].set = again
    raises(KeyboardInterrupt, box.set)
    assert box.now() == OLD


def test_a_log_that_fails_undoes_all_the_same():
    for error in (MemoryError, KeyboardInterrupt):

        def log(text):
            raise error

        box = Box(OSError(5))
        box.agent.log = log
        if error is MemoryError:
            assert box.set() == (14, 3)
        else:
            raises(error, box.set)
        assert box.now() == OLD


def test_what_cannot_be_read_back_is_not_written():
    for error, status in ((MemoryError(), 13), (OSError(5), 14)):
        box = Box(error)
        node = box.agent.mib.nodes
        for oid in node:
            if node[oid][1] is box.values[2]:
                node[oid] = (INT, box.fail, box.values[2].set)
        assert box.set() == (status, 3) and box.now() == OLD


def test_what_cannot_be_undone_is_undo_failed_and_the_rest_is_undone():
    box = Box(OSError(5))
    plain = box.values[1].set

    def once(v):
        if v == OLD[1]:
            raise Mute
        plain(v)

    box.agent.mib.nodes.clear()
    box.agent.mib.keys.clear()
    for i, value in enumerate(box.values):
        write = (value.set, once, box.third, value.set)[i]
        box.agent.mib.scalar(BASE % i, INT, value, write=write)
    assert box.set() == (15, 0)
    assert box.now() == [1, 5, 3, 4]


def test_what_cannot_be_answered_is_not_written():
    # A reply has a longer header than this request: its lengths are written the long way.
    for ver in (0, 1):
        box = Box(max_size=300)
        box.agent.max_times = 1
        most = 1
        while box.set(ver, most) == (0, 0):
            box.values[0].set(1)
            most += 1
        for i in range(4):
            box.values[i].set(OLD[i])
        assert box.set(ver, most) == ((1, 0) if ver else None)
        assert box.now() == OLD
