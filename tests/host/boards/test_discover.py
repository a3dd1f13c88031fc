# usnmp discover: addresses of a network asked for agents, of which some refuse, lie or are silent.

import ipaddress
import json
import os
from pathlib import Path

import pytest
from agents_box import Loopback
from clibox import Box, Started, usnmp_command
from conftest import run, tool
from usnmp_pc.boards import PrefixError, addresses, local
from usnmp_v3 import User

PASSWORDS = "authentic words", "private words"


def ask(net, *args):
    """usnmp discover on the agents of `net`: (exit status, lines, standard error)."""
    status, out, err = usnmp_command("discover", "-p", net.port, *args)
    return status, out.decode().splitlines(), err.decode()


@pytest.fixture
def net():
    made = Loopback()
    made.add("127.0.5.9", "cellar")
    made.add("127.0.5.2", "attic", sensors=30)
    with made:
        yield made


# --- addresses ---


@pytest.mark.parametrize(
    "text, count, first, last",
    [
        ("192.0.2.7", 1, "192.0.2.7", "192.0.2.7"),
        ("192.0.2.0/24", 254, "192.0.2.1", "192.0.2.254"),
        ("192.0.2.77/24", 254, "192.0.2.1", "192.0.2.254"),
        ("192.0.2.4/31", 2, "192.0.2.4", "192.0.2.5"),
        ("192.0.2.4/32", 1, "192.0.2.4", "192.0.2.4"),
        ("10.0.0.0/16", 65534, "10.0.0.1", "10.0.255.254"),
        ("192.0.2.10-50", 41, "192.0.2.10", "192.0.2.50"),
        ("192.0.2.250-192.0.3.5", 12, "192.0.2.250", "192.0.3.5"),
        ("2001:db8::/120", 255, "2001:db8::1", "2001:db8::ff"),
        ("2001:db8::7", 1, "2001:db8::7", "2001:db8::7"),
        ("2001:db8::7-2001:db8::9", 3, "2001:db8::7", "2001:db8::9"),
    ],
)
def test_a_prefix_a_range_or_an_address_stands_for_its_hosts(text, count, first, last):
    found = addresses(text)
    assert (len(found), found[0], found[-1]) == (count, first, last)


@pytest.mark.parametrize(
    "text, why",
    [
        ("attic", "is not an address, a prefix such as"),
        ("192.0.2.0/33", "is not an address"),
        ("192.0.2.300", "is not an address"),
        ("192.0.2.10-", "is not an address"),
        ("192.0.2.10-2001:db8::1", "is not an address"),
        ("", "is not an address"),
        ("192.0.2.50-10", "ends before it begins"),
        ("10.0.0.0/8", "has 16777216 addresses: at most 65536"),
        ("2001:db8::/64", "has 18446744073709551616 addresses"),
    ],
)
def test_what_stands_for_no_hosts_is_told(text, why):
    with pytest.raises(PrefixError) as e:
        addresses(text)
    assert why in str(e.value)
    status, out, err = usnmp_command("discover", "--", text)
    assert (status, out) == (2, b"") and why in err.decode()


def test_the_networks_of_this_machine_are_those_the_kernel_has_a_way_to():
    known = set()
    for line in Path("/proc/net/route").read_text().splitlines()[1:]:
        _, target, gateway, *_, mask = line.split()[:8]
        if int(gateway, 16) == 0:
            target, mask = [int(word, 16).to_bytes(4, "little") for word in (target, mask)]
            known.add(ipaddress.ip_network((target, str(ipaddress.ip_address(mask)))))
    fit = {str(network) for network in known if 22 <= network.prefixlen <= 30}
    assert set(local()) >= fit and (fit or len(local()) <= 1)


# --- who is there ---


def test_who_answers_is_in_a_table_in_the_order_of_addresses(net):
    status, lines, err = ask(net, "127.0.5.0/28", "127.0.5.1-9")
    assert (status, err) == (0, "")
    assert [line.split()[:3] for line in lines] == [
        ["address", "name", "sensors"],
        ["127.0.5.2", "attic", "30"],
        ["127.0.5.9", "cellar", "0"],
    ]
    assert lines[1].endswith("  a board of two lines")


def test_as_json_it_is_a_line_each(net):
    status, lines, err = ask(net, "--json", "127.0.5.2")
    assert (status, err, len(lines)) == (0, "", 1)
    found = json.loads(lines[0])
    assert found.pop("ms") > 0 and found.pop("uptime") >= 0
    assert found == {
        "host": "127.0.5.2",
        "name": "attic",
        "location": "attic",
        "contact": "",
        "description": "a board\nof two lines",
        "object_id": "1.3.6.1.4.1.8072.9999.9999",
        "sensors": 30,
    }


@pytest.mark.parametrize("version", ["1", "2c"])
def test_each_version_finds_them(net, version):
    status, lines, err = ask(net, "-v", version, "127.0.5.1-9")
    assert (status, err) == (0, "") and [line.split()[2] for line in lines[1:]] == ["30", "0"]


def test_a_user_finds_those_that_know_it_and_is_told_of_those_that_do_not():
    made = Loopback()
    made.add("127.0.5.3", "knows", user=User("ops", "SHA", PASSWORDS[0], "AES", PASSWORDS[1]))
    made.add("127.0.5.4", "other", user=User("you", "SHA", PASSWORDS[0], "AES", PASSWORDS[1]))
    made.add("127.0.5.5", "plain")
    user = "-u", "ops", "-a", "SHA", "-A", PASSWORDS[0], "-x", "AES", "-X", PASSWORDS[1]
    with made:
        status, lines, err = ask(made, *user, "127.0.5.1-6")
        assert (status, err) == (0, "")
        assert [line.split(None, 1)[0] for line in lines[1:]] == ["127.0.5.3", "127.0.5.4"]
        assert lines[1].split()[1] == "knows" and lines[2].endswith("  unknown user")
        status, lines, err = ask(made, *user, "--json", "127.0.5.4")
        assert json.loads(lines[0])["error"] == "unknown user"


def test_nobody_is_told_and_is_status_1(net):
    status, lines, err = ask(net, "-t", "0.1", "-r", "0", "-c", "secret", "127.0.5.0/28")
    assert (status, lines) == (1, [])
    assert err == "usnmp discover: nobody answers at 14 addresses\n"


@pytest.mark.parametrize(
    "objects, sensors, said",
    [
        ({"1.3.6.1.2.1.1.5.0": (4, "lonely")}, "0", "lonely"),
        ({"1.3.6.1.2.1.1.1.0": (4, b"\xff\x1b[31mred")}, "0", "\\xff\\x1b[31mred"),
        ({"1.3.6.1.2.1.1.3.0": (4, "no time"), "1.3.6.1.2.1.1.5.0": (2, 7)}, "0", " 7 "),
    ],
)
@pytest.mark.parametrize("version", ["1", "2c"])
def test_an_agent_that_lacks_most_or_lies_is_shown(objects, sensors, said, version):
    with Box(objects) as box:
        status, out, err = usnmp_command("discover", "-v", version, "-p", box.port, "127.0.0.1")
    line = out.decode().splitlines()[1]
    assert (status, err) == (0, b"")
    assert line.startswith("127.0.0.1 ") and sensors in line.split() and said in line


def test_an_agent_that_goes_back_in_a_walk_is_shown_with_that():
    column = "1.3.6.1.2.1.99.1.1.1.1"
    with Box({column + ".1": (2, 8), "1.3.6.1.2.1.1.5.0": (4, "odd")}) as box:
        box.after = lambda oid: (column + ".1", (2, 8))
        status, out, err = usnmp_command("discover", "-p", box.port, "127.0.0.1")
    assert (status, err) == (0, b"")
    assert "odd" in out.decode() and "not increasing" in out.decode()


def test_ctrl_c_shows_what_was_found_until_then(net):
    args = "-p", net.port, "-t", "60", "--json", "127.0.5.0/24"
    with Started("discover", *args) as p:
        assert {json.loads(p.line())["name"] for _ in range(2)} == {"attic", "cellar"}
        assert p.interrupt() == 0
        assert p.process.stderr.read() == b"usnmp discover: ended before all were asked\n"


# --- for Prometheus ---


def test_prometheus_reads_the_file(net, tmp_path):
    path = tmp_path / "boards.json"
    assert ask(net, "--file-sd", path, "127.0.5.1-9")[0] == 0
    first, second = json.loads(path.read_text())
    assert first["targets"] == ["127.0.5.2:%d" % net.port]
    assert first["labels"]["__meta_usnmp_name"] == "attic"
    assert first["labels"]["__meta_usnmp_sensors"] == "30"
    assert second["targets"] == ["127.0.5.9:%d" % net.port]
    config = tmp_path / "prometheus.yml"
    job = "scrape_configs:\n- job_name: boards\n  file_sd_configs:\n  - files: [%s]\n"
    config.write_text(job % path)
    done = run(tool("promtool"), "check", "config", config)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_file_stays_as_it_was_when_nobody_answers_or_it_cannot_be_written(net, tmp_path):
    path = tmp_path / "boards.json"
    path.write_text("as it was")
    quick = "-t", "0.1", "-r", "0"
    assert ask(net, *quick, "--file-sd", path, "-c", "secret", "127.0.5.2")[0] == 1
    assert path.read_text() == "as it was" and os.listdir(tmp_path) == ["boards.json"]
    status, lines, err = ask(net, "--file-sd", tmp_path / "none" / "x.json", "127.0.5.2")
    assert (status, len(lines)) == (1, 2) and "No such file or directory" in err
    (tmp_path / "folder").mkdir()
    status, lines, err = ask(net, "--file-sd", tmp_path / "folder", "127.0.5.2")
    assert status == 1 and sorted(os.listdir(tmp_path)) == ["boards.json", "folder"]
