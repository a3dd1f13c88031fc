# Notifications as counters, for Prometheus. Imports usnmp_receiver; prometheus_client.

from prometheus_client import Counter

MOST = 10000  # pairs of a sender and a notification; whoever sends more is counted as "other"


class Traps:
    """Counts what `receiver`, a usnmp_receiver.Receiver, takes: usnmp_notifications_total, by
    source, notification (its name or OID) and kind, trap or inform.
    """

    def __init__(self, receiver, registry, name):
        self._receiver = receiver
        self._name = name
        self._seen = set()
        labels = ["source", "notification", "kind"]
        text = "Traps and informs that came"
        self._counter = Counter("usnmp_notifications", text, labels, registry=registry)

    async def run(self):
        """Take what comes, until it is cancelled."""
        async with self._receiver as receiver:
            async for notification in receiver:
                self.count(notification)

    def count(self, notification):
        kind = "inform" if notification.pdu_type == 0xA6 else "trap"
        labels = notification.agent_addr, self._name(notification.trap_oid), kind
        if labels not in self._seen:
            if len(self._seen) >= MOST:  # a flood of forged senders is not to fill the memory
                labels = "other", "other", kind
            else:
                self._seen.add(labels)
        self._counter.labels(*map(str, labels)).inc()
