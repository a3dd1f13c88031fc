# Zabbix in a box: its server, its page and PostgreSQL as processes of this one, with a database in
# a folder that is thrown away; all of it listens on the loopback interface or in that folder.
# Imports conftest; the test of the templates and docs/pictures/zabbix.py import it.

import contextlib
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from conftest import free_port, tool

SERVER = """
ListenIP=127.0.0.1
ListenPort=%(port)d
DBHost=%(folder)s
DBName=zabbix
DBUser=zabbix
PidFile=%(folder)s/server.pid
LogFile=%(folder)s/server.log
SocketDir=%(folder)s
AlertScriptsPath=%(folder)s
ExternalScripts=%(folder)s
AllowRoot=1
CacheUpdateFrequency=1
Timeout=10
StartPollers=2
StartPreprocessors=1
StartDiscoverers=1
StartTrappers=1
StartPingers=0
StartHTTPPollers=0
StartLLDProcessors=1
StartDBSyncers=1
StartEscalators=1
StartAlerters=1
AllowUnsupportedDBVersions=1
"""


class ZabbixError(Exception):
    """What the API refuses, or what does not happen."""


def free_tcp_port():
    """One of this process of tests: Zabbix's server takes none above 32767."""
    while True:
        port = free_port()
        with contextlib.suppress(OSError), socket.socket() as s:
            s.bind(("127.0.0.1", port))
            return port


class Zabbix:
    """with Zabbix("6.0") as zabbix: zabbix.call(METHOD, PARAMETERS), as Admin.

    url: of its page, which Admin enters with the password zabbix. version: as the API says it.
    """

    def __init__(self, release):
        self.home = Path(tool("zabbix-" + release))
        # Short, for the name of a socket has 107 octets.
        self.folder = Path(tempfile.mkdtemp(prefix="zbx"))
        self.processes = []
        self.url = "http://127.0.0.1:%d/" % free_tcp_port()
        self.port = free_tcp_port()
        self.token = None

    def __enter__(self):
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *args):
        for process in reversed(self.processes):
            process.terminate()  # of PostgreSQL the smart way: once all others have gone
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self):
        folder, root = self.folder, self.home / "root"
        # PostgreSQL refuses to be root: in a name space the same user has another number.
        as_user = ["unshare", "--user", "--map-user=1", "--map-group=1"]
        as_user = as_user if os.getuid() == 0 else []
        shutil.copytree(self.home / "cluster", folder / "cluster")
        os.chmod(folder / "cluster", 0o700)
        self._run(
            "postgres", "-D", folder / "cluster", "-F", "-c", "listen_addresses=", "-c",
            "unix_socket_directories=%s" % folder, "-c", "jit=off", "-c", "timezone=GMT",
            "-c", "log_timezone=GMT", "-c", "full_page_writes=off", before=as_user,
        )  # fmt: skip
        self.wait(lambda: self.sql("SELECT 1") == "1", "PostgreSQL does not start", 60)
        # What a new database is to watch is not here: an agent of Zabbix's own.
        self.sql("UPDATE hosts SET status=1 WHERE status=0")
        conf = folder / "server.conf"
        conf.write_text(SERVER % {"folder": folder, "port": self.port})
        env = {"MIBS": "", "ZABBIX_DATABASE": str(folder), "ZABBIX_PORT": str(self.port)}
        self._run("zabbix_server", "-f", "-c", conf, **env)
        # The page wants the locale of its user's language, and complains of it where it is not.
        (folder / "locale").mkdir()
        (folder / "locale/en_US.utf8").symlink_to(root / "usr/lib/locale/C.utf8")
        env["LOCPATH"] = str(folder / "locale")
        (extensions,) = (p.parent for p in root.glob("usr/lib/php/*/pgsql.so"))
        settings = {"extension_dir": extensions, "memory_limit": "256M", "post_max_size": "16M"}
        settings.update(max_execution_time=300, max_input_time=300)
        settings.update({"session.save_path": folder, "date.timezone": "UTC"})
        options = [o for item in settings.items() for o in ("-d", "%s=%s" % item)]
        names = "bcmath ctype dom fileinfo gd gettext iconv mbstring pgsql sockets simplexml xml"
        for name in (names + " xmlreader xmlwriter").split():
            options += (
                ["-d", "extension=" + name] if (extensions / (name + ".so")).exists() else []
            )
        address = self.url[7:-1]
        self._run(
            "php",
            "-n",
            *options,
            "-S",
            address,
            "-t",
            root / "usr/share/zabbix",
            **env,
        )
        self.wait(self._answers, "the page does not answer", 60)
        login = {"username": "Admin", "password": "zabbix"}
        self.token = self.call("user.login", login)

    def _run(self, name, *options, before=(), **env):
        with open(self.folder / (name + ".out"), "w") as out:
            self.processes.append(
                subprocess.Popen(
                    [str(c) for c in (*before, self.home / "bin" / name, *options)],
                    stdout=out,
                    stderr=subprocess.STDOUT,
                    stdin=subprocess.DEVNULL,
                    cwd=self.folder,
                    env={**os.environ, **env},
                )
            )

    def _answers(self):
        with contextlib.suppress(OSError):
            self.version = self.call("apiinfo.version", [])
            return True

    def sql(self, statement):
        command = [self.home / "bin/psql", "-h", self.folder, "-U", "zabbix", "-Atc", statement]
        return subprocess.run([*command, "zabbix"], capture_output=True, text=True).stdout.strip()

    def call(self, method, parameters):
        """The result of a method of the API. Raises ZabbixError with what it complains of."""
        body = {"jsonrpc": "2.0", "method": method, "params": parameters, "id": 1}
        headers = {"Content-Type": "application/json-rpc"}
        if self.token and not method.startswith("apiinfo"):
            if self.version < "6.4":
                body["auth"] = self.token
            else:
                headers["Authorization"] = "Bearer " + self.token
        request = urllib.request.Request(
            self.url + "api_jsonrpc.php", json.dumps(body).encode(), headers
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read().decode()
        try:
            answer = json.loads(text)
        except ValueError:
            raise ZabbixError(text[:2000]) from None
        if "error" in answer:
            raise ZabbixError("%s: %s" % (method, answer["error"]))
        return answer["result"]

    def wait(self, condition, what, timeout=300):
        """Wait until `condition()` gives what is true, and return that."""
        end = time.monotonic() + timeout
        while True:
            found = condition()
            if found:
                return found
            dead = [p for p in self.processes if p.poll() is not None]
            if dead or time.monotonic() > end:
                raise ZabbixError("%s%s\n%s" % (what, " any more" if dead else "", self.logs()))
            time.sleep(0.2)

    def logs(self):
        """The ends of what the processes say."""
        names = "postgres.out", "server.log", "zabbix_server.out", "php.out"
        paths = [self.folder / name for name in names]
        return "\n".join(
            "--- %s\n%s" % (p.name, p.read_text()[-1500:]) for p in paths if p.exists()
        )

    # -- what a user does

    def load(self, template):
        """Import the template in the file of that Path, as "Import" of the page does."""
        both = {"createMissing": True, "updateExisting": True}
        rules = {"templates": both, "items": both, "discoveryRules": both, "triggers": both}
        rules["valueMaps"] = both
        groups = "groups" if self.version < "6.2" else "template_groups"
        if groups == "groups":
            rules["groups"] = both
        else:
            rules["template_groups"] = rules["host_groups"] = both
        source = {"format": "yaml", "source": Path(template).read_text(), "rules": rules}
        self.call("configuration.import", source)

    def host(self, name, address, template, macros=(), **details):
        """Create a host with an SNMP interface at "ADDRESS:PORT"; its id."""
        ip, port = address.split(":")
        templates, groups = self._of_host(template)
        details = {"version": 2, "bulk": 1, "community": "{$SNMP_COMMUNITY}", **details}
        interface = {"type": 2, "main": 1, "useip": 1, "ip": ip, "dns": "", "port": port}
        made = {
            "host": name,
            "groups": groups,
            "templates": templates,
            "interfaces": [{**interface, "details": details}],
            "macros": [{"macro": macro, "value": value} for macro, value in macros],
        }
        (host,) = self.call("host.create", made)["hostids"]
        return host

    def _of_host(self, template):
        query = {"output": ["templateid"], "filter": {"host": [template]}}
        templates = self.call("template.get", query)
        return templates, self.call("hostgroup.get", {"output": ["groupid"]})[:1]

    def discover(self, address, template):
        """Have Zabbix look for agents at "ADDRESSES:PORT", and make a host with the template of
        each, named by sysName: a discovery rule and an action.
        """
        addresses, port = address.split(":")
        check = {"type": 11, "ports": port, "key_": "1.3.6.1.2.1.1.5.0", "host_source": 3}
        check.update(snmp_community="public")
        rule = {"name": "boards", "iprange": addresses, "delay": "10s", "dchecks": [check]}
        (number,) = self.call("drule.create", rule)["druleids"]
        templates, groups = self._of_host(template)
        conditions = [{"conditiontype": 18, "operator": 0, "value": number}]
        action = {
            "name": "boards",
            "eventsource": 1,
            "filter": {"evaltype": 0, "conditions": conditions},
            "operations": [
                {"operationtype": 4, "opgroup": groups},
                {"operationtype": 6, "optemplate": templates},
            ],
        }
        self.call("action.create", action)

    def found(self, name):
        """The id of the host of that name, or None."""
        hosts = self.call("host.get", {"output": ["hostid"], "filter": {"host": [name]}})
        return hosts[0]["hostid"] if hosts else None

    def items(self, host):
        """The items of a host, by key, those of prototypes too."""
        output = ["itemid", "name", "key_", "lastvalue", "lastclock", "units", "error", "state"]
        found = self.call("item.get", {"hostids": host, "output": output})
        return {item["key_"]: item for item in found}

    def problems(self, host):
        """What its triggers say at the moment."""
        query = {"hostids": host, "output": ["description"], "filter": {"value": 1}}
        query.update(expandDescription=True)
        return sorted(t["description"] for t in self.call("trigger.get", query))
