# usnmp df: the file systems of an agent, as snmpdf shows them. Imports usnmp_manager.response,
# cli's other modules.

import json
import struct

from usnmp_manager.response import SnmpError

from .faults import guarded, tell, told
from .options import Parser, host, manager
from .output import octets
from .plain import plain

_STORAGE = "1.3.6.1.2.1.25.2.3.1"  # hrStorageEntry
_DISKS = "1.3.6.1.4.1.2021.9.1"  # dskEntry
_DESCR, _UNITS, _SIZE, _USED = 3, 4, 5, 6  # of hrStorageEntry
_PATH, _TOTAL, _DISK_USED = 2, 6, 8  # of dskEntry; in kB


@guarded
def run(name, argv):
    """Run the subcommand; the exit status."""
    text = "Show the storage of an agent: hrStorageTable of HOST-RESOURCES-MIB, else dskTable of\n"
    text += "UCD-SNMP-MIB."
    parser = Parser(name, "HOST", text)
    host(parser)
    parser.apps(
        u=("dskTable of UCD-SNMP-MIB alone", False),
        h=("sizes in kB, MiB, GiB ...", False),
        H=("sizes in kB, MB, GB ...", False),
    )
    args = parser.parse(argv)
    scale = 1024 if "h" in args.app else 1000 if "H" in args.app else 0
    if not args.json:
        _line("Description", "Size" if scale else "Size (kB)", "Used", "Available", "Used%", scale)
    try:
        with manager(args) as m:
            count = 0
            for found in () if "u" in args.app else _storage(m):
                count += _show(args, scale, *found)
            for found in () if count else _disks(m):
                count += _show(args, scale, *found)
    except SnmpError as e:
        return told(args, e)
    if not count:
        tell("Failed to locate any partitions.")
        return 1
    return 0


def _rows(m, entry, columns):
    # The values of each row that has all the columns.
    for _, cells in m.table(entry, columns):
        if all(c in cells for c in columns):
            yield [cells[c].value for c in columns]


def _storage(m):
    # (name, kB, kB that are used, per cent that are)
    for descr, units, size, used in _rows(m, _STORAGE, (_DESCR, _UNITS, _SIZE, _USED)):
        # Integer32, which large disks make negative.
        size, used = size & 0xFFFFFFFF, used & 0xFFFFFFFF
        part = used * 100 // size if size else used
        units = units if units > 0 else 1024
        yield (
            descr,
            size * units // 1024,
            used * units // 1024,
            part,
            (size - used) * units // 1024,
        )


def _disks(m):
    for path, total, used in _rows(m, _DISKS, (_PATH, _TOTAL, _DISK_USED)):
        yield path, total, used, used * 100 // total if total else used, total - used


def _show(args, scale, descr, size, used, part, left):
    descr = octets(descr).decode("utf-8", "backslashreplace")
    left = max(left, 0)
    if args.json:
        found = {"description": descr, "size_kb": size, "used_kb": used, "available_kb": left}
        print(json.dumps(dict(found, used_percent=part)))
    else:
        sizes = [_human(n, scale) if scale else str(n) for n in (size, used, left)]
        _line(plain(descr), *sizes, "%4d%%" % part, scale)
    return 1


def _line(descr, size, used, left, part, scale):
    width = 10 if scale else 15
    texts = [text.rjust(width) for text in (size, used, left)]
    print("%-18s %s %s" % (descr, " ".join(texts), part.rjust(5)))


def _float(number):
    # As a float of C, which net-snmp counts with.
    return struct.unpack("f", struct.pack("f", number))[0]


def _human(kb, scale):
    # A size in the largest unit that it fills.
    i = "i" if scale == 1024 else ""
    for power, letter in ((4, "P"), (3, "T"), (2, "G"), (1, "M")):
        if kb >= scale**power:
            return "%4.2f%s%sB" % (_float(_float(kb) / _float(scale**power)), letter, i)
    return "%4.2fkB" % kb
