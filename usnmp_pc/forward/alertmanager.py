# alertmanager+http://HOST:9093: to Prometheus' Alertmanager. Imports usnmp_pc.forward.webhook;
# sinks imports it.

import json
import time

from .webhook import Webhook

_RFC3339 = "%Y-%m-%dT%H:%M:%S"


class AlertmanagerSink(Webhook):
    """POSTs an alert for each notification, by the API of version 2. Its labels say what and of
    whom: alertname (the trap's name, else its OID), instance (agent_addr), source, trap_oid, kind.
    What differs from time to time is in annotations. It ends when Alertmanager says so:
    resolve_timeout.
    """

    path = "/api/v2/alerts"

    def body(self, text):
        """See Webhook."""
        n = json.loads(text)
        name = n.get("trap_name", n["trap_oid"]).rpartition("::")[2]
        labels = {"alertname": name, "instance": n["agent_addr"], "source": n["source"]}
        labels.update(trap_oid=n["trap_oid"], kind=n["kind"])
        lines = [
            "%s = %s" % (vb.get("name", vb["oid"]), vb.get("text", vb.get("value")))
            for vb in n["varbinds"]
        ]
        annotations = {"summary": "%s from %s" % (name, n["agent_addr"])}
        if lines:
            annotations["varbinds"] = "\n".join(lines)
        at = time.strftime(_RFC3339, time.gmtime(n["time"]))
        alert = {"labels": labels, "annotations": annotations}
        alert["startsAt"] = at + ".%03dZ" % (n["time"] * 1000 % 1000)
        return json.dumps([alert])


open_sink = AlertmanagerSink
