# The pages of the exporter: /probe asks an agent, /metrics is about the exporter, /sd tells
# Prometheus which agents there are. Imports metrics, usnmp_pc.boards, usnmp_manager (aio,
# response, v3), usnmp_pc.cli.arguments; aiohttp, prometheus_client.

import argparse
import asyncio
import time

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client import CONTENT_TYPE_LATEST as CONTENT_TYPE
from prometheus_client import GCCollector, PlatformCollector, ProcessCollector
from prometheus_client.exposition import generate_latest

from usnmp_manager.aio import AsyncManager
from usnmp_manager.lookup_pc import is_address
from usnmp_manager.response import NoResponse, SnmpError
from usnmp_pc.cli.arguments import Peer
from usnmp_pc.cli.faults import Failure

from . import metrics

_IN_FLIGHT = 256
_KEPT = 10000  # targets
_TIMEOUT = 10.0  # seconds of a scrape, where Prometheus does not say
_MARGIN = 0.5  # seconds that are left to bring the answer to Prometheus
INDEX = """<!doctype html>
<title>usnmp exporter</title>
<h1>usnmp exporter</h1>
<p><a href="/metrics">/metrics</a> of the exporter.
<p>/probe?target=HOST[:PORT]&amp;module=NAME asks an agent. Modules: %s
<p><a href="/sd">/sd</a> for http_sd_configs.
"""


class Exporter:
    """modules: {name: modules.Module}. registry: what /metrics shows. groups: what /sd tells, a
    list as Prometheus wants it; None: there is no such page.
    """

    def __init__(self, modules):
        self.modules = modules
        self.groups = None
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        more = {"registry": self.registry}
        self._probes = Counter("usnmp_probes", "Probes, by how they ended", ["result"], **more)
        self._took = Histogram("usnmp_probe_duration_seconds", "How long probes took", **more)
        self._flying = Gauge("usnmp_probes_in_flight", "Probes that wait for an agent", **more)
        for result in ("ok", "no_response", "refused", "wrong"):
            self._probes.labels(result)
        self._targets = {}
        self._manager = None

    def app(self):
        """The aiohttp application."""
        app = web.Application()
        app.router.add_get("/", self._index)
        app.router.add_get("/probe", self._probe)
        app.router.add_get("/metrics", self._own)
        app.router.add_get("/sd", self._sd)
        app.router.add_get("/-/healthy", self._healthy)
        app.cleanup_ctx.append(self._managing)
        return app

    async def _managing(self, app):
        async with AsyncManager(_IN_FLIGHT) as self._manager:
            yield

    async def _index(self, request):
        names = ", ".join(
            sorted(self.modules)
        )  # of a file of the user's own, and HTML all the same
        names = names.replace("&", "&amp;").replace("<", "&lt;")
        return web.Response(text=INDEX % names, content_type="text/html")

    async def _healthy(self, request):
        return web.Response(text="OK\n")

    async def _own(self, request):
        return _metrics(generate_latest(self.registry))

    async def _sd(self, request):
        if self.groups is None:
            return web.Response(status=404, text="started without --discover\n")
        return web.json_response(self.groups)

    async def _probe(self, request):
        begin = time.monotonic()
        try:
            body = await self._asked(request)
        except _Wrong as e:
            return self._failed("wrong", 400, str(e))
        except (NoResponse, asyncio.TimeoutError):
            return self._failed("no_response", 504, "no response")
        except OSError as e:
            text = "%s: %s" % (request.query["target"], e.strerror or e)
            return self._failed("refused", 502, text)
        except (SnmpError, Failure) as e:
            return self._failed("refused", 502, str(e))
        self._probes.labels("ok").inc()
        self._took.observe(time.monotonic() - begin)
        return _metrics(body)

    def _failed(self, result, status, text):
        self._probes.labels(result).inc()
        return web.Response(status=status, text=text + "\n")

    async def _asked(self, request):
        target, module = self._target(request.query)
        allowed = request.headers.get("X-Prometheus-Scrape-Timeout-Seconds", "")
        try:
            seconds = min(max(float(allowed), 1.0), 600.0)
        except ValueError:
            seconds = _TIMEOUT
        with self._flying.track_inprogress():
            asked = metrics.probe(target, module.metrics)
            return await asyncio.wait_for(asked, seconds - _MARGIN)

    def _target(self, query):
        # (Target, Module) that are asked for.
        name = query.get("module", "default")
        module = self.modules.get(name)
        if module is None:
            raise _Wrong("no module %r; there are %s" % (name, ", ".join(sorted(self.modules))))
        try:
            peer = Peer(query["target"])
        except KeyError:
            raise _Wrong("target=HOST is missing") from None
        except argparse.ArgumentTypeError as e:
            raise _Wrong(str(e)) from None
        key = peer.text, name
        if key not in self._targets:
            made = self._manager.target(_host(peer), port=peer.port, **module.session)
            if not is_address(peer.host):  # looked up anew each time: names move
                return made, module
            while len(self._targets) >= _KEPT:
                del self._targets[next(iter(self._targets))]
            self._targets[key] = made
        return self._targets[key], module


class _Wrong(Exception):
    """A request that asks for what there is not."""


def _host(peer):
    # As AsyncManager wants it: addresses of TCP in its own form
    return peer.address() if peer.tcp else peer.host


def _metrics(body):
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE})
