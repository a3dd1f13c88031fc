# What is asked of an agent in a scrape, and the metrics it makes. Imports usnmp_pc.boards.facts,
# usnmp_manager.response; prometheus_client.

import asyncio

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import generate_latest

from usnmp_manager.response import NoResponse, SnmpError
from usnmp_pc.boards import facts

# The metric of each type of RFC 3433: its name tells the unit, as Prometheus wants it.
_SENSORS = {
    "voltsAC": "volts_ac", "voltsDC": "volts", "amperes": "amperes", "watts": "watts",
    "hertz": "hertz", "celsius": "celsius", "percentRH": "humidity_percent", "rpm": "rpm",
    "cmm": "cubic_metres_per_minute", "truthvalue": "state",
}  # fmt: skip
_OTHER = "value"


async def probe(target, metrics=()) -> bytes:
    """What Prometheus reads of `target`, a Target of AsyncManager, with the modules.Metrics
    besides: the text of its format.

    Raises NoResponse if it does not answer at all, SnmpError if it refuses. What an agent has not
    got has no metric.
    """
    start = asyncio.get_running_loop().time()
    families = _system(await facts.system(target))
    lacking = 0
    for ask, make in _PARTS:
        try:
            families += make(await ask(target))
        except NoResponse:
            raise
        except SnmpError:  # it refuses that: the others are worth having
            lacking += 1
    for metric in metrics:
        try:
            families.append(await _own(target, metric))
        except NoResponse:
            raise
        except SnmpError:
            lacking += 1
    took = asyncio.get_running_loop().time() - start
    families.append(_gauge("usnmp_probe_seconds", "How long asking took", took))
    families.append(_gauge("usnmp_probe_refused", "Tables that the agent refused", lacking))
    return _text(families)


class _Given:
    # A collector of what there is already.
    def __init__(self, families):
        self._families = families

    def collect(self):
        return self._families


def _text(families):
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Given(families))
    return generate_latest(registry)


def _gauge(name, help, value):
    return GaugeMetricFamily(name, help, value=value)


def _system(system):
    info = GaugeMetricFamily(
        "usnmp_info",
        "What the agent says of itself",
        labels=["name", "location", "contact", "description", "object_id"],
    )
    info.add_metric([getattr(system, label) or "" for label in info._labelnames], 1)
    found = [info]
    if system.uptime is not None:
        help = "Since when the agent runs; it wraps after 497 days"
        found.append(_gauge("usnmp_uptime_seconds", help, system.uptime / 100))
    return found


def _sensors(sensors):
    families = {}
    help = "1: the sensor can be read; 0: it cannot, and has no value"
    ok = GaugeMetricFamily("usnmp_sensor_ok", help, labels=["sensor", "index", "type"])
    for sensor in sensors:
        ok.add_metric([sensor.name, sensor.index, sensor.type], sensor.status == "ok")
        if sensor.value is None:
            continue
        name = _SENSORS.get(sensor.type, _OTHER)
        labels, given = ["sensor", "index"], [sensor.name, sensor.index]
        if name == _OTHER:
            labels, given = [*labels, "units"], [*given, sensor.units]
        if name not in families:
            help = "Sensors of the type %s" % sensor.type
            if name == _OTHER:
                help = "Sensors of other types, in their units"
            family = GaugeMetricFamily("usnmp_sensor_" + name, help, labels=labels)
            families[name] = family
        families[name].add_metric(given, sensor.value)
    return [ok, *families.values()] if sensors else []


def _interfaces(interfaces):
    labels = ["interface", "index", "alias"]
    up = GaugeMetricFamily("usnmp_interface_up", "ifOperStatus is up", labels=labels)
    received = CounterMetricFamily("usnmp_interface_received_bytes", "Octets in", labels=labels)
    sent = CounterMetricFamily("usnmp_interface_sent_bytes", "Octets out", labels=labels)
    for one in interfaces:
        given = [one.name, one.index, one.alias]
        up.add_metric(given, one.up)
        for family, value in ((received, one.received), (sent, one.sent)):
            if value is not None:
                family.add_metric(given, value)
    return [up, received, sent] if interfaces else []


def _storages(storages):
    labels = ["storage", "index"]
    size = GaugeMetricFamily("usnmp_storage_size_bytes", "Heap, flash, discs", labels=labels)
    used = GaugeMetricFamily("usnmp_storage_used_bytes", "What is taken of them", labels=labels)
    for one in storages:
        size.add_metric([one.name, one.index], one.size)
        used.add_metric([one.name, one.index], one.used)
    return [size, used] if storages else []


def _loads(loads):
    help = "How busy a processor was in the last minute, 0 to 1"
    family = GaugeMetricFamily("usnmp_processor_load_ratio", help, labels=["index"])
    for index, load in loads.items():
        family.add_metric([index], load / 100)
    return [family] if loads else []


_PARTS = (
    (facts.sensors, _sensors),
    (facts.interfaces, _interfaces),
    (facts.storages, _storages),
    (facts.loads, _loads),
)


async def _own(target, metric):
    # The family of a modules.Metric: of a scalar the value at OID, or OID.0; else a column's.
    kind = CounterMetricFamily if metric.type == "counter" else GaugeMetricFamily
    family = kind(metric.name, metric.help, labels=[metric.label] if metric.label else [])
    async for vb in target.walk(metric.oid, 25, max_rows=10000):
        if not isinstance(vb.value, (int, float)):
            continue
        index = vb.oid[len(metric.oid) + 1 :]
        if metric.label or index in ("", "0"):
            family.add_metric([index] if metric.label else [], vb.value * metric.scale)
    return family
