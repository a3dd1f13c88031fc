# What the portable tests share. They run under pytest, and under run.py on MicroPython.

import os


def raises(error, f, *args, **kw):
    """Call f; return the `error` it raises. Fails if it raises none; another one goes through."""
    try:
        f(*args, **kw)
    except error as e:
        return e
    raise AssertionError("%s not raised" % error.__name__)


def forget(path):
    """Remove the file of a usnmp_base.store.Store, whole or half written, if it is there."""
    for name in (path, path + ".new"):
        try:
            os.remove(name)
        except OSError:
            pass


def ports():
    """UDP ports, of which the first that is free is the test's. conftest.py has others for tests
    that run at the same time."""
    first = int(os.getenv("USNMP_PORT") or 42161)
    return range(first, first + 30)
