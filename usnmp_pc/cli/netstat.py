# usnmp netstat: the interfaces of an agent and their counters, as snmpnetstat -Ci shows them.
# Imports usnmp_manager.response, cli's other modules.

import json
import re

from usnmp_manager.response import SnmpError

from .faults import guarded, told
from .options import Parser, host, manager
from .output import octets
from .plain import plain

_IF, _IFX = "1.3.6.1.2.1.2.2.1", "1.3.6.1.2.1.31.1.1.1"  # ifEntry, ifXEntry
_ADDRESSES = "1.3.6.1.2.1.4.20.1"  # ipAddrEntry
_DESCR, _MTU, _IBYTES, _OBYTES, _IERRS, _OERRS, _QUEUE, _DROP = 2, 4, 10, 16, 14, 20, 21, 19
_IPKTS, _OPKTS = (11, 12), (17, 18)
_ADDRESS, _INDEX, _MASK = 1, 2, 3  # ipAdEntAddr, ipAdEntIfIndex, ipAdEntNetMask


@guarded
def run(name, argv):
    """Run the subcommand; the exit status."""
    text = "Show the interfaces of an agent: their addresses and counters."
    parser = Parser(name, "HOST", text)
    host(parser)
    parser.apps(
        i=("the interfaces, which is all that there is here", False),
        b=("octets beside packets", False),
        o=("octets in place of packets", False),
        d=("packets that were dropped", False),
        n=("addresses in digits, as always", False),
        I=("that one alone", "NAME"),
    )
    args = parser.parse(argv)
    try:
        with manager(args) as m:
            found = _interfaces(args, m)
    except SnmpError as e:
        return told(args, e)
    shown = [one for one in found if args.app.get("I", one["name"]) in one["names"]]
    if args.json:
        for one in shown:
            print(json.dumps({name: value for name, value in one.items() if name != "names"}))
    else:
        _print(args, found, shown)
    return 0


def network(address, mask):
    """The network of an address, as netstat has it: 192.0.2/24."""
    octets = address.split(".")
    if not all(re.fullmatch(r"[0-9]+(\.[0-9]+){3}", text) for text in (address, mask)):
        return ""  # an agent may send anything
    bits = int.from_bytes(bytes(map(int, mask.split("."))), "big")
    length = 33 - (bits & -bits).bit_length() if bits else 0
    parts = 1 if length < 9 else 2 if length < 17 else 3 if length < 25 else 4
    return "%s/%d" % (".".join(octets[:parts]), length)


def _interfaces(args, m):
    # A dict for each.
    columns = (_DESCR, _MTU, _IBYTES, _OBYTES, _IERRS, _OERRS, _QUEUE, _DROP, *_IPKTS, *_OPKTS)
    rows = list(m.table(_IF, columns))
    names = {index: cells[1].value for index, cells in m.table(_IFX, (1,)) if 1 in cells}
    addresses = {}
    for index, cells in m.table(_ADDRESSES, (_ADDRESS, _INDEX, _MASK)):
        if all(c in cells for c in (_ADDRESS, _INDEX, _MASK)):
            # Not the index: there are agents that have another.
            address = str(cells[_ADDRESS].value)
            place = address, network(address, str(cells[_MASK].value))
            addresses.setdefault(str(cells[_INDEX].value), place)
    found = []
    for index, cells in rows:
        values = {c: vb.value for c, vb in cells.items()}
        descr = _text(values.get(_DESCR, ""))
        name = _text(names.get(index, "")) or descr
        address, place = addresses.get(index, ("", ""))
        if name:
            one = _one(name, values, address, place)
            found.append(dict(one, names=(name, descr) if index in names else (name,)))
    return found


def _text(value):
    return plain(octets(value).decode("utf-8", "backslashreplace"))  # columns want one line


def _one(name, values, address, place):
    def packets(columns):
        there = [values[c] for c in columns if c in values]
        return sum(there) if there else None

    return {
        "name": name,
        "mtu": values.get(_MTU, 0),
        "network": place,
        "address": address,
        "ipkts": packets(_IPKTS),
        "ierrs": values.get(_IERRS),
        "ibytes": values.get(_IBYTES),
        "opkts": packets(_OPKTS),
        "oerrs": values.get(_OERRS),
        "obytes": values.get(_OBYTES),
        "queue": values.get(_QUEUE),
        "drop": values.get(_DROP, 0),
    }


def _columns(args):
    # (key, heading) of the counters.
    if "o" in args.app:
        return [("ibytes", "Ibytes"), ("obytes", "Obytes")]
    found = [("ipkts", "Ipkts"), ("ierrs", "Ierrs"), ("ibytes", "Ibytes")]
    found += [("opkts", "Opkts"), ("oerrs", "Oerrs"), ("obytes", "Obytes"), ("queue", "Queue")]
    return [pair for pair in found if "b" in args.app or "bytes" not in pair[0]]


def _print(args, found, shown):
    def widest(key, least, rows, more=0):
        return max([least] + [len(_number(one[key])) + more for one in rows])

    # As snmpnetstat, which looks at the names of ifXTable before it knows what is to be shown.
    name = widest("name", 4, [one for one in found if len(one["names"]) > 1] + shown, 1)
    address, place = widest("address", 7, shown), widest("network", 7, shown)
    columns = _columns(args)
    widths = [widest(key, len(head), found) for key, head in columns]
    heads = [head.rjust(width) for (_, head), width in zip(columns, widths)]
    heads += ["Drop"] * ("d" in args.app)
    heads = ["Name".ljust(name), "  Mtu", "Network".ljust(place), "Address".ljust(address), *heads]
    print(" ".join(heads))
    for one in shown:
        texts = [one["name"].ljust(name), "%5d" % one["mtu"]]
        texts += [one["network"].ljust(place), one["address"].ljust(address)]
        texts += [_number(one[key]).rjust(w) for (key, _), w in zip(columns, widths)]
        texts += ["%4d" % one["drop"]] * ("d" in args.app)
        print(" ".join(texts))


def _number(value):
    return "" if value is None else str(value)
