# Which firmware runs on a chip with two partitions for it, and which is to run next. Imports esp32
# alone; boot imports it for an update that brings a firmware, commit and partition. With boot it
# brings an old version back: no update over the network replaces it.

if 0 & 1:  # for type checkers alone
    from typing import Any


def _class():
    # Not every chip has it: ImportError
    from esp32 import Partition

    return Partition


def running_partition() -> "Any":
    """The esp32.Partition whose firmware runs. Raises ImportError on a chip without them."""
    Partition = _class()
    return Partition(Partition.RUNNING)


def running() -> str:
    """The label of the partition whose firmware runs."""
    return running_partition().info()[4]


def start(label: str) -> None:
    """Have the firmware of this partition run from the next reset on. Raises OSError, as for an
    image that the bootloader would not take; ValueError if there is no such partition.
    """
    Partition = _class()
    found = Partition.find(Partition.TYPE_APP, label=label)
    if not found:
        raise ValueError("no partition %s" % label)
    found[0].set_boot()


def keep() -> None:
    """The firmware that runs is good: the bootloader is not to go back to the one before."""
    _class().mark_app_valid_cancel_rollback()
