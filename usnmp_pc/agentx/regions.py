# What of a Mib is to be registered with a master: an object, a table or a subtree each. Pure;
# imports usnmp_mib and values; the sub-agent imports it.

from usnmp_mib import key_oid

from .values import ids_of

# What only the master has right: the system group, whose sysUpTime is the master's, the snmp
# group, which counts messages, and all of SNMPv3's administration (RFC 2741 7.1.4.1 and others).
MASTERS = ((1, 3, 6, 1, 2, 1, 1), (1, 3, 6, 1, 2, 1, 11), (1, 3, 6, 1, 6, 3))
_SHORTEST = 7  # sub-identifiers of a region: 1.3.6.1.4.1.N is the shortest that is somebody's


def regions(mib, subtrees=None, leave=MASTERS):
    """(regions, left): of `mib`, a usnmp_mib.Mib, lists of OIDs as tuples, in order: what to
    register, and of `leave` what there is something of. subtrees: registered as they are, in place
    of the objects below them; what is in none of them is not registered. None: all objects.
    """
    found = []
    left = []
    for key in mib.keys:
        octets = key_oid(key)
        ids = ids_of(octets)
        under = _one(subtrees, ids) if subtrees is not None else _one(leave, ids)
        if subtrees is not None:
            if under and under not in found:
                found.append(under)
        elif under:
            if under not in left:
                left.append(under)
        else:
            # All instances of the object: which of them there are is for us to say.
            if octets not in mib.trees and len(ids) > _SHORTEST:
                ids = ids[:-1]
            while found and found[-1][: len(ids)] == ids:
                found.pop()
            if not found or ids[: len(found[-1])] != found[-1]:
                found.append(ids)
    return found, left


def _one(subtrees, ids):
    # Which of `subtrees` it is in, or None.
    for at in subtrees:
        if ids[: len(at)] == at:
            return at
    return None
