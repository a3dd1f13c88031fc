# What every sink is, and the sink of a URL. Imports the sink's file when it is wanted; the files
# of sinks import it, and usnmp_pc.forward and its worker.

from importlib import import_module
from urllib.parse import urlsplit

# scheme: the file that has its sink
SCHEMES = {
    "nats": "nats_sink",
    "tls": "nats_sink",
    "mqtt": "mqtt_sink",
    "mqtts": "mqtt_sink",
    "http": "webhook",
    "https": "webhook",
    "alertmanager+http": "alertmanager",
    "alertmanager+https": "alertmanager",
    "syslog": "syslog_sink",
    "syslog+udp": "syslog_sink",
    "syslog+tcp": "syslog_sink",
    "exec": "program",
}
TIMEOUT = 10.0  # seconds that a sink waits for an answer


class Down(Exception):
    """The sink takes nothing now: all wait."""


class Held(Exception):
    """The sink does not take this one now: those of its source wait, others do not."""


class Rejected(Exception):
    """The sink will never take this one: it is dropped."""


class Sink:
    """Where notifications go. A sink is opened by its URL, has a file of its own, and need only
    have send(). name: the URL without user and password.
    """

    def __init__(self, url):
        self.url = url
        self.parts = parts = urlsplit(url)
        self.port = parts.port  # raises ValueError
        if "#" in url:
            raise ValueError("%s: a # of it must be written %%23" % url.split("#")[0])
        self.name = url.replace(parts.netloc, parts.netloc.rpartition("@")[2], 1)

    def wants_host(self):
        """Raise ValueError if the URL has no host."""
        if not self.parts.hostname:
            raise ValueError("%s: it has no host" % self.name)

    def send(self, uid, source, text):
        """Pass on the notification `text` (str, JSON) of the host `source`; `uid` (str) is its
        own, the same when it is tried again. It returns once it was taken, else raises Down, Held
        or Rejected.
        """
        raise NotImplementedError

    def close(self):
        """Close what is open. send() opens it again."""


def opened(url):
    """The Sink of a URL. It connects at the first send(). Raises ValueError: no such scheme, a URL
    that lacks something, or what the sink needs is not installed.
    """
    scheme = url.split(":", 1)[0].lower()
    if scheme not in SCHEMES:
        text = "%r: it must begin with one of %s"
        raise ValueError(text % (url[:80], ", ".join(name + ":" for name in SCHEMES)))
    module = import_module("usnmp_pc.forward." + SCHEMES[scheme])
    return module.open_sink(url)


def wanted(module, package):
    """The module of that name, of an extra. Raises ValueError that says what to install."""
    try:
        return import_module(module)
    except ImportError:
        text = "it needs %s: pip install 'usnmp[forward]'"
        raise ValueError(text % package)
