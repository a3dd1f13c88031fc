# Users made by SET, and those whom the program allows. Portable.

from usmbox import NEW, PATH, box
from messagebox import ENGINE
from usnmp_agent.view import View
from util import forget
from usnmp_base.varbind import const

# Columns, values and errors; const, for they are in the heap otherwise
_STORAGE = const(12)
_STATUS = const(13)
_WAIT = const(5)
_DESTROY = const(6)
_WRONGVALUE = const(10)


def test_whom_the_program_allows_later_is_configured():
    b = box()
    b.clone(b"new")
    from usnmp_v3 import User

    b.agent.allow(User("new", "SHA", auth_key=NEW, engine_id=ENGINE), View(read=("1.3",)))
    assert b.get(_STORAGE, b"new") == 4
    assert b.set((_STATUS, b"new", _DESTROY)) == (_WRONGVALUE, 1)
    forget(PATH)


def test_a_view_without_the_table():
    b = box()
    b.agent.allow(b.user, View(write=("1.3.6.1.4",)))
    assert b.set((_STATUS, b"new", _WAIT)) == (6, 1)
    forget(PATH)
