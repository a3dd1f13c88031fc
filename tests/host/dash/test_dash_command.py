# usnmp dash as a command: its arguments, the password and SET in a browser, a history that cannot
# be written, what is missing.

import os
import resource
import socket
import sqlite3
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile

import pytest
from agents_box import Loopback
from clibox import Box, usnmp_command
from conftest import ROOT
from dashing import Browser, Dash, card, free_port, nicegui, tcp_port
from tls_box import certificates
from usnmp_pc.history import Store

LOCATION = "1.3.6.1.2.1.1.6.0"


@pytest.fixture(scope="module", autouse=True)
def there():
    nicegui()


@pytest.fixture
def net():
    made = Loopback()
    made.add("127.0.9.1", "attic", sensors=2)
    with made:
        yield made


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "password"
    path.write_text("open sesame\n")
    path.chmod(0o600)
    return path


def refused(*args):
    """(exit status, the last line of standard error)"""
    status, out, err = usnmp_command("dash", *args)
    assert out == b""
    return status, err.decode().splitlines()[-1]


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.1", "attic.example"])
def test_to_be_seen_by_others_it_needs_a_password(address):
    status, said = refused("--listen", address, "127.0.9.1")
    assert status == 2 and said.endswith("others may see it, it needs --password-file")


def test_set_needs_a_password_and_there_has_to_be_a_host():
    status, said = refused("--allow-set", "127.0.9.1")
    assert status == 2 and "--allow-set needs --password-file" in said
    assert refused()[0] == 2


@pytest.mark.parametrize("octets", [b"", b"\nsecond line"])
def test_a_file_without_a_password_is_refused(tmp_path, octets):
    path = tmp_path / "password"
    path.write_bytes(octets)
    assert refused("--password-file", path, "127.0.9.1")[1].endswith(
        "no password in its first line"
    )
    assert "No such file" in refused("--password-file", tmp_path / "none", "127.0.9.1")[1]


def test_a_port_that_is_taken_is_told():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        status, said = refused("--no-history", "-p", port, "127.0.9.1")
    assert status == 1
    assert said == "usnmp dash: cannot listen on 127.0.0.1 port %d: Address already in use" % port


def test_without_nicegui_a_line_says_what_to_install():
    code = "import sys; sys.modules['nicegui'] = None\nfrom usnmp_pc.cli import main\n"
    code += "sys.exit(main(['dash', '--no-history', '127.0.0.1']))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stderr == "usnmp dash: needs nicegui: pip install usnmp[dash]\n"
    assert done.returncode == 1 and done.stdout == ""


def test_the_history_is_the_users_own_unless_another_is_named(tmp_path, net):
    env = {"XDG_DATA_HOME": str(tmp_path / "data")}
    host = "127.0.9.1:%d" % net.port
    with Dash("-i", "0.1", host, env=env) as dash, Browser() as browser:
        browser.open(dash.url)
        browser.until(lambda: card(browser, host, ".u-value"))
        assert dash.interrupt() == 0
    path = tmp_path / "data" / "usnmp" / "history.db"
    store = Store(str(path), write=False)
    names = [row[:2] for row in store.names()]
    store.close()
    assert (host, "Room 0") in names and os.listdir(path.parent) == ["history.db"]


def test_a_visitor_logs_in_sets_what_may_be_set_and_logs_out(tmp_path, secret):
    with Box({LOCATION: (4, "here"), "1.3.6.1.2.1.1.5.0": (4, "attic")}) as box:
        more = "--no-history", "--password-file", secret, "--allow-set", box.host
        with Dash("-i", "0.2", *more, listen="0.0.0.0") as dash, Browser() as browser:
            url = "http://127.0.0.1:%d/" % dash.port
            browser.open(url + "board/0")
            browser.fill("#password", "guess")
            browser.click("button")
            browser.until(lambda: browser.texts("p") == ["That is not the password."])
            browser.fill("#password", "open sesame")
            browser.click("button")
            browser.until(lambda: browser.texts(".u-card .u-name") == ["attic"])
            browser.open(url + "board/0")
            browser.until(lambda: browser.texts(".u-set"))
            browser.fill(".u-set-name input", "sysLocation.0")
            browser.click(".u-read")
            browser.until(lambda: "here" in browser.texts(".u-set-said")[0])
            browser.fill(".u-set-value input", "below <b>")
            browser.click(".u-set")
            browser.until(lambda: browser.texts(".u-set-said")[0].startswith("set: "))
            assert box.objects[LOCATION] == (4, "below <b>")
            assert "below <b>" in browser.texts(".u-set-said")[0]
            browser.fill(".u-set-name input", "sysUpTime.0")
            browser.fill(".u-set-value input", "soon")
            browser.click(".u-set")
            browser.until(lambda: browser.texts(".u-set-said")[0].startswith("not done: "))
            browser.click("nav a", "Log out")
            browser.until(lambda: browser.texts("label") == ["Password of this dashboard"])
            browser.complaints()  # of the statuses of refusals


def test_a_history_that_is_locked_is_told_on_the_page_and_values_go_on(tmp_path, net):
    path = tmp_path / "h.db"
    Store(str(path)).close()
    other = sqlite3.connect(str(path), isolation_level=None)
    other.execute("begin exclusive")
    host = "127.0.9.1:%d" % net.port
    with Dash("-i", "0.2", "--history", path, host) as dash, Browser() as browser:
        browser.open(dash.url)
        browser.until(lambda: browser.texts(".u-trouble")[0].endswith("database is locked"))
        browser.until(lambda: card(browser, host, ".u-value")[0] == "21.5 °C")
        other.execute("rollback")
        other.close()
        browser.until(lambda: browser.texts(".u-trouble") == [""])
        assert dash.interrupt() == 0
        said = dash.process.stderr.read().decode().splitlines()
    assert len(said) == 2 and said[1] == "usnmp dash: %s: can be written again" % path


def test_a_disk_that_is_full_is_told_on_the_page_and_values_go_on(tmp_path, net):
    def small():  # no file of it may have more octets
        resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))

    host = "127.0.9.1:%d" % net.port
    more = "-i", "0.2", "--history", tmp_path / "h.db", host
    with Dash(*more, preexec_fn=small) as dash, Browser() as browser:
        browser.open(dash.url)
        browser.until(lambda: "cannot be written" in browser.texts(".u-trouble")[0])
        browser.until(lambda: card(browser, host, ".u-value")[0] == "21.5 °C")
        assert dash.interrupt() == 0
        said = dash.process.stderr.read().decode().splitlines()
    assert len(said) == 1 and "until then values wait" in said[0]


def test_a_history_that_is_damaged_is_told_and_values_go_on(tmp_path, net):
    path = tmp_path / "h.db"
    path.write_bytes(b"nothing of SQLite" * 999)
    host = "127.0.9.1:%d" % net.port
    with Dash("-i", "0.2", "--history", path, host) as dash, Browser() as browser:
        browser.open(dash.url + "board/0")
        browser.until(lambda: "damaged" in browser.texts(".u-trouble")[0])
        browser.until(lambda: "21.5 °C" in browser.texts(".u-value"))
        browser.click(".u-ranges button", "24 h")
        browser.until(lambda: browser.texts(".u-ranges .at") == ["24 h"])
        assert dash.interrupt() == 0
        said = dash.process.stderr.read().decode().splitlines()
    assert len(said) == 1 and "going on without a history" in said[0]
    assert path.read_bytes() == b"nothing of SQLite" * 999


def test_a_page_that_is_not_there_is_404_and_a_picture_of_nothing_too(net):
    host = "127.0.9.1:%d" % net.port
    with Dash("--no-history", host) as dash:
        for path in (
            "board/7",
            "board/x",
            "chart.svg?board=9&name=x",
            "chart.svg?board=0&name=x&hours=0",
        ):
            with pytest.raises(urllib.error.HTTPError) as e:
                urllib.request.urlopen(dash.url + path)
            assert e.value.code in (404, 422), path
        found = urllib.request.urlopen(dash.url + "chart.svg?board=0&name=%3Cscript%3E").read()
        assert b"<script" not in found and found.startswith(b"<svg")


def test_it_leaves_nothing_in_the_folder_where_it_was_started(tmp_path, net):
    host = "127.0.9.1:%d" % net.port
    folder = tmp_path / "here"
    folder.mkdir()
    port = tcp_port()
    command = [sys.executable, "-m", "usnmp_pc.cli", "dash", "--no-history", "-p", str(port), host]
    env = dict(os.environ, PYTHONPATH=str(ROOT))
    p = subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.PIPE)
    try:
        assert b"usnmp dash at" in p.stdout.readline()
        urllib.request.urlopen("http://127.0.0.1:%d/" % port).read()
    finally:
        p.send_signal(2)
        p.wait(30)
        p.stdout.close()
    assert os.listdir(folder) == []


def test_a_wheel_has_what_the_page_is_made_of(wheel):
    there = {os.path.basename(name) for name in zipfile.ZipFile(wheel).namelist()}
    folder = ROOT / "usnmp_pc" / "dash"
    parts = {path.name for ending in ("js", "css", "py") for path in folder.glob("*." + ending)}
    assert parts and parts <= there


def test_traps_of_snmpv3_are_shown_of_users_in_the_file(tmp_path, net):
    users = tmp_path / "users"
    users.write_text("createUser -e 8000111122 ops SHA authentic-words AES private-words\n")
    traps = free_port()
    host = "127.0.9.1:%d" % net.port
    more = "--no-history", "--traps", "127.0.0.1:%d" % traps, "--users", users, host
    user = "-v", "3", "-e", "8000111122", "-u", "ops", "-a", "SHA", "-A", "authentic-words"
    user += "-x", "AES", "-X", "private-words", "-l", "authPriv"
    with Dash(*more) as dash, Browser() as browser:
        browser.open(dash.url + "events")
        browser.until(lambda: browser.texts(".u-events"))
        words = "127.0.0.1:%d" % traps, "", "1.3.6.1.6.3.1.1.5.2"
        assert usnmp_command("trap", *user, *words)[0] == 0
        browser.until(lambda: browser.texts(".u-event b") == ["warmStart"])
    assert refused("--users", users, host)[0] == 2


def test_with_a_certificate_the_page_is_by_https(tmp_path, net):
    pem = tmp_path / "dash.pem"
    folder = certificates()
    pem.write_bytes(
        b"".join((folder / name).read_bytes() for name in ("signed.crt", "signed.key"))
    )
    context = ssl.create_default_context(cafile=folder / "ca.crt")
    with Dash("--no-history", "--certificate", pem, "127.0.9.1:%d" % net.port) as dash:
        assert dash.url == "https://127.0.0.1:%d/" % dash.port
        with urllib.request.urlopen(dash.url, context=context) as answer:
            assert b"usnmp" in answer.read()
    status, said = refused("--certificate", tmp_path / "none", "127.0.9.1")
    assert status == 1 and "No such file" in said
