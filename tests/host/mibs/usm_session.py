# A user of SNMPv3 who may write usmUserTable: an agent of the portable tests, asked by OIDs.

from usmbox import UsmBox
from usnmp_base.store import Store
from usnmp_codec import tobytes_tv
from usnmp_mib import oid_str

NEXT, SET = 0xA1, 0xA3


class UsmSession:
    """An agent with usm_user_table(), whose store is in `folder`, and its user "reader"."""

    def __init__(self, folder):
        self.box = UsmBox(Store(str(folder / "users")))

    def walk(self, base):
        """(oid, type, value) of each instance below `base`."""
        oid = base
        while True:
            ((octets, value),) = self.box.request(NEXT, [(oid, b"\x05\0")]).bindings
            oid = oid_str(octets)
            if value is None or not oid.startswith(base + "."):  # endOfMibView
                return
            trees = self.box.mib.trees  # the box gives no types
            (tree,) = [trees[head] for head in trees if octets.startswith(head)]
            yield oid, tree.get(octets)[0], value

    def set(self, oid, t, value):
        """The error-status of a SET."""
        return self.box.request(SET, [(oid, tobytes_tv(t, value))]).error[0]
