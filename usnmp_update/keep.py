# A version on trial stays: that is decided, and what is left of the one before goes. Imports
# nothing, flash for a firmware; link imports it.

import os

if 0 & 1:  # for type checkers alone
    from typing import Iterator


def keep() -> None:
    """From here on the version that runs is the one of the board. Raises OSError."""
    firmware = False
    with open("update/trial") as f:
        for line in f:
            firmware = firmware or line[:1] == "*"
    if firmware:
        from usnmp_update import flash

        flash.keep()
    os.rename("update/trial", "update/done")


def clean() -> "Iterator[None]":
    """Remove, a file a turn, what is left of an update that is done; last what says that it is.
    Raises OSError.
    """
    for name in os.listdir("update"):
        if name != "done":
            os.remove("update/" + name)
            yield None
    os.remove("update/done")
    os.rmdir("update")
