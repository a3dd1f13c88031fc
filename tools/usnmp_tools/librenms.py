# What LibreNMS and Observium ask of a device of no known make, and what they make of the answers:
# their rules, without them. Imports nothing of usnmp; the tests replay it, tools/bench counts it.
#
# Of LibreNMS: the modules that are on by default, of Aug 2026, as far as they ask any device. It
# walks with snmpbulkwalk, max-repetitions 10, and GETs at most 10 objects at once; in one second,
# with five retries.

import subprocess
from collections import namedtuple

SYSTEM = "1.3.6.1.2.1.1."
ENGINE_ID, ENGINE_TIME = "1.3.6.1.6.3.10.2.1.1.0", "1.3.6.1.6.3.10.2.1.3.0"
HR_UPTIME = "1.3.6.1.2.1.25.1.1.0"
IF, IF_X = "1.3.6.1.2.1.2.2.1.", "1.3.6.1.2.1.31.1.1.1."
PHYSICAL, SENSOR = "1.3.6.1.2.1.47.1.1.1.1.", "1.3.6.1.2.1.99.1.1.1."
STORAGE = "1.3.6.1.2.1.25.2.3.1"
DEVICE, PROCESSOR = "1.3.6.1.2.1.25.3.2.1", "1.3.6.1.2.1.25.3.3.1"
RAM, FLASH = "1.3.6.1.2.1.25.2.1.2", "1.3.6.1.2.1.25.2.1.9"

# What a board has none of, and each device is asked for: ifStackStatus, entAliasMapping,
# ipAddrTable, ipAddressTable, ipv6AddrTable, dskTable, LLDP, CDP, ipNetToPhysical, ipNetToMedia,
# bgpLocalAs, dot1qVlan, dot1dStp, diskIO, dot1qTpFdb, dot1dTpFdb.
OTHERS = """1.3.6.1.2.1.31.1.2.1.3 1.3.6.1.2.1.47.1.3.2.1.2 1.3.6.1.2.1.4.20 1.3.6.1.2.1.4.34
1.3.6.1.2.1.55.1.8 1.3.6.1.4.1.2021.9 1.0.8802.1.1.2.1.4.1 1.3.6.1.4.1.9.9.23.1.2.1
1.3.6.1.2.1.4.35 1.3.6.1.2.1.4.22 1.3.6.1.2.1.15.2 1.3.6.1.2.1.17.7.1.1 1.3.6.1.2.1.17.2
1.3.6.1.4.1.2021.13.15.1 1.3.6.1.2.1.17.7.1.2.2.1.2 1.3.6.1.2.1.17.4.3.1""".split()
# At a poll: snmp, ip, icmp, tcp, udp, ipSystemStats, UCD's load and processor
OTHERS_POLLED = """1.3.6.1.2.1.11 1.3.6.1.2.1.4.31.1 1.3.6.1.2.1.5 1.3.6.1.2.1.6 1.3.6.1.2.1.7
1.3.6.1.4.1.2021.10 1.3.6.1.4.1.2021.11""".split()

# Types and scales of ENTITY-SENSOR-MIB that it knows; others count as no sensor, and as units.
CLASSES = {3: "voltage", 4: "voltage", 5: "current", 6: "power", 7: "frequency"}
CLASSES.update({8: "temperature", 9: "humidity", 10: "fanspeed"})
SCALES = {6: -9, 7: -6, 8: -3, 9: 0, 10: 3, 11: 6, 12: 9}
# A port with one of these in its name is not shown.
IGNORED_PORTS = "lp0 virtual- ras qos async".split()

Sensor = namedtuple("Sensor", "name kind value factor")
Pool = namedtuple("Pool", "name size used")
Device = namedtuple("Device", "sensors ports memory flash processors")


class NetSnmp:
    """walk(oid) and get(oid, ...) of an agent, with the commands that LibreNMS runs.

    target: ADDRESS:PORT. tool: a callable for the path of a command. Raises RuntimeError if a
    command fails.
    """

    def __init__(self, target, tool):
        self.target = target
        self.tool = tool

    def _run(self, name, *arguments):
        command = self.tool(name), "-v2c", "-c", "public", "-OQnUe", "-t1", "-r5", *arguments
        done = subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", timeout=60
        )
        if done.returncode:
            raise RuntimeError("%s: %s" % (name, done.stderr))
        return [line.split(" = ", 1) for line in done.stdout.splitlines() if " = " in line]

    def walk(self, oid):
        """{the rest of each OID below `oid`: text}; of a column, the rests are its indices."""
        head = ".%s." % oid
        return {
            name[len(head) :]: text.strip('"')
            for name, text in self._run("snmpbulkwalk", "-Cr10", self.target, oid)
            if name.startswith(head) and not text.startswith("No ")
        }

    def get(self, *oids):
        """The texts of one GET; None for what is not there."""
        answers = self._run("snmpget", "-Ot", self.target, *oids)
        return [None if t.startswith("No Such") else t.strip('"') for _, t in answers]


def numbers(column):
    """The column with its texts as numbers, without those that are none."""
    return {i: int(text) for i, text in column.items() if text.lstrip("-").isdigit()}


def uptime(get):
    """Seconds: the greatest of three, and a decrease is a reboot."""
    (ticks,) = get(SYSTEM + "3.0")
    engine, host = get(ENGINE_TIME, HR_UPTIME)
    found = round(int(ticks) / 100), int(engine or 0), round(int(host or 0) / 100)
    return max(found)


def sensors(walk):
    """{index: Sensor} of those that LibreNMS shows."""
    if not walk(PHYSICAL + "2"):
        return {}
    names = walk(PHYSICAL + "7")
    kinds, scales, precisions, values, statuses = [
        numbers(walk(SENSOR + "%d" % column)) for column in range(1, 6)
    ]
    found = {}
    for i, kind in kinds.items():
        name = names.get(i, "").replace("Sensor", "").replace("Temperature", "").strip()
        raw = values.get(i)
        if kind not in CLASSES or raw in (None, -1000000000) or statuses.get(i) != 1:
            continue
        factor = 10.0 ** (SCALES.get(scales[i], 0) - max(precisions[i], 0))
        if kind == 8 and raw * factor > 200 or raw * factor == -127:
            continue
        found[i] = Sensor(name, CLASSES[kind], raw * factor, factor)
    return found


def ports(walk):
    """{ifIndex: ifDescr} of those that LibreNMS shows."""
    descr = walk(IF + "2")
    for oid in (IF_X + "1", IF_X + "18", IF + "3", IF + "8"):
        walk(oid)
    return {
        i: name
        for i, name in descr.items()
        if name and not any(word in name.lower() for word in IGNORED_PORTS)
    }


def pools(walk, kind):
    """{index: Pool} of hrStorageTable, in octets, of those of a type."""
    found = {}
    for row, text in walk(STORAGE).items():
        column, _, index = row.partition(".")
        found.setdefault(index, {})[column] = text
    return {
        index: Pool(row["3"], int(row["4"]) * int(row["5"]), int(row["4"]) * int(row["6"]))
        for index, row in found.items()
        if row["2"].lstrip(".") == kind
    }


def discover(walk, get):
    """A whole discovery by LibreNMS: a Device.

    walk, get: as of NetSnmp.
    """
    get(SYSTEM + "2.0", SYSTEM + "1.0", SYSTEM + "5.0")
    get(ENGINE_ID)
    get(SYSTEM + "6.0", SYSTEM + "4.0")
    found = ports(walk)
    walk(PHYSICAL[:-1])
    processors = numbers(walk(PROCESSOR + ".2"))
    walk(DEVICE + ".3")
    memory = pools(walk, RAM)
    shown = sensors(walk)
    flash = pools(walk, FLASH)
    walk(PROCESSOR)
    walk(DEVICE)
    for oid in OTHERS:
        walk(oid)
    return Device(shown, found, memory, flash, processors)


def poll(walk, get, device):
    """A whole poll: (uptime in seconds, {index: value of the sensor in its unit})."""
    seconds = uptime(get)
    get(SYSTEM + "2.0", SYSTEM + "1.0", SYSTEM + "5.0", SYSTEM + "6.0", SYSTEM + "4.0")
    values = {}
    for kind in sorted({sensor.kind for sensor in device.sensors.values()}):
        of = [i for i, sensor in device.sensors.items() if sensor.kind == kind]
        for n in range(0, len(of), 10):
            texts = get(*[SENSOR + "4." + i for i in of[n : n + 10]])
            for i, text in zip(of[n : n + 10], texts):
                values[i] = int(text) * device.sensors[i].factor
    for i in device.processors:
        get(PROCESSOR + ".2." + i)
    pools(walk, RAM)
    pools(walk, FLASH)
    walk(IF_X[:-1])
    walk(IF[:-1])
    get("1.3.6.1.2.1.25.1.6.0", "1.3.6.1.2.1.25.1.5.0")  # processes, users
    for oid in OTHERS_POLLED:
        walk(oid)
    return seconds, values


def observium(walk):
    """{index: Sensor} of those that Observium's community edition shows."""
    if not walk(PHYSICAL + "2"):
        return {}
    names = walk(PHYSICAL + "7")
    kinds, scales, precisions, values, statuses = [
        numbers(walk(SENSOR + "%d" % column)) for column in range(1, 6)
    ]
    walk(SENSOR + "6")
    found = {}
    for i, kind in kinds.items():
        raw = values.get(i)
        if kind not in CLASSES or raw is None or statuses.get(i) != 1:
            continue
        factor = 10.0 ** (3 * (scales[i] - 9) - precisions[i])
        if kind == 8 and (raw == 0 or raw * factor in (0, -127) or raw * factor > 200):
            continue
        found[i] = Sensor(names.get(i, ""), CLASSES[kind], raw * factor, factor)
    return found
