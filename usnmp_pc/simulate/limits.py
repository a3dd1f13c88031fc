# How many files and sockets this process may have open: thousands are wanted. Imports nothing of
# usnmp; image and serve import it.

import contextlib

try:
    import resource
except ImportError:  # where they are not counted so
    resource = None

_wanted = 64  # with what is open besides


def one_more() -> None:
    """Have the system let this process open one more, as far as it may have that."""
    global _wanted
    _wanted += 1
    if resource:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if _wanted > soft != resource.RLIM_INFINITY:
            wanted = 2 * _wanted
            if hard != resource.RLIM_INFINITY:
                wanted = min(wanted, hard)
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
