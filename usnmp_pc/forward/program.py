# exec:/path/program: a program that is started for each notification. Imports
# usnmp_pc.forward.sinks; sinks imports it.

import os
import subprocess
from urllib.parse import unquote

from .sinks import Held, Rejected, Sink

_LIMIT = 60  # seconds that it may take
_DATAERR = 65  # EX_DATAERR of sysexits.h


class ProgramSink(Sink):
    """Starts the program, without a shell and without arguments; the JSON is its standard input.
    USNMP_ID and USNMP_SOURCE are in its environment. Exit status 0: it has taken it; 65: it never
    will, which drops it; another: later again.
    """

    def __init__(self, url):
        super().__init__(url)
        self._path = unquote(url.split(":", 1)[1])
        if not os.path.isabs(self._path) or not os.access(self._path, os.X_OK):
            raise ValueError("%s: it must be the full path of a program" % url)

    def send(self, uid, source, text):
        """See Sink."""
        env = dict(os.environ, USNMP_ID=uid, USNMP_SOURCE=source)
        more = {"input": text.encode() + b"\n", "env": env, "timeout": _LIMIT}
        more["start_new_session"] = True  # Ctrl-C is for trapd, which lets it end
        try:
            status = subprocess.run([self._path], stdout=subprocess.DEVNULL, **more).returncode
        except subprocess.TimeoutExpired:
            raise Held("it took more than %d s" % _LIMIT)
        except OSError as e:
            raise Held(e.strerror or str(e))
        if status == _DATAERR:
            raise Rejected("exit status %d" % status)
        if status:
            raise Held("exit status %d" % status)


open_sink = ProgramSink
