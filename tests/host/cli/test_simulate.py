# `usnmp simulate`: which device answers whom, by community, address and port, in all versions;
# SET; what it keeps of files that it has read; what it says of options and files that do not go.

import os
import socket
import subprocess

import pytest
from clibox import usnmp_command
from conftest import free_port, run, tool
from simulating import command, simulating, walked, write

NAME, OTHER = "1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.1.6.0"
TEXT = "1.3.6.1.2.1.1.5.0|4|%s\n1.3.6.1.2.1.1.6.0|4|here\n1.3.6.1.2.1.2.1.0|70|7\n"


@pytest.fixture
def walks(tmp_path):
    """A folder with three devices."""
    for name in ("one", "two", "rack/three"):
        write(tmp_path, "walks/%s.snmprec" % name, TEXT % name)
    write(tmp_path, "walks/readme.txt", "no device")
    return tmp_path / "walks"


def get(target, *options, oid=NAME):
    """What net-snmp's snmpget prints of a value; its error if there is none."""
    options = options or ("-v2c", "-c", "public")
    done = run(tool("snmpget"), "-Oqv", "-r0", "-t1", *options, target, oid)
    return done.stdout.strip().strip('"') or done.stderr.strip()


def v2c(name):
    return "-v2c", "-c", name


def test_by_community_a_device_has_the_name_of_its_file_from_the_folder_on(tmp_path, walks):
    with simulating(tmp_path, walks) as simulation:
        for name in ("one", "two", "rack/three"):
            assert get(simulation.target, *v2c(name)) == name
            assert get(simulation.target, "-v1", "-c", name) == name
        for name in ("public", "readme", "three", "one.snmprec", "on", "onee"):
            assert get(simulation.target, *v2c(name)).startswith("Timeout")


def test_files_are_named_one_by_one_too(tmp_path, walks):
    with simulating(tmp_path, walks / "two.snmprec", walks / "rack/three.snmprec") as simulation:
        assert get(simulation.target, *v2c("three")) == "rack/three"
        assert get(simulation.target, *v2c("one")).startswith("Timeout")


def test_by_address_devices_are_counted_up_in_the_order_of_their_files(tmp_path, walks):
    with simulating(tmp_path, walks, "--by", "address", "--host", "127.0.3.255") as simulation:
        for address, name in (("3.255", "one"), ("4.0", "two"), ("4.1", "rack/three")):
            assert get("127.0.%s:%d" % (address, simulation.port)) == name
        assert get("127.0.4.2:%d" % simulation.port).startswith("Timeout")
        assert get("127.0.4.0:%d" % simulation.port, *v2c("two")).startswith("Timeout")


def test_addresses_may_be_listed(tmp_path, walks):
    hosts = "127.0.5.9,127.0.5.2,127.0.5.7"
    with simulating(tmp_path, walks, "--by", "address", "--host", hosts) as simulation:
        assert get("127.0.5.2:%d" % simulation.port) == "two"
    done = command("simulate", walks, "--cache", tmp_path / "cache", "--by", "address",
                   "--host", "127.0.5.9,127.0.5.2")  # fmt: skip
    assert done.returncode == 1 and "2 addresses for 3 devices" in done.stderr


def test_by_port_each_device_has_one(tmp_path, walks):
    port = next(p for p in iter(free_port, None) if _free(range(p, p + 3)))
    with simulating(tmp_path, walks, "--by", "port", "-c", "secret", port=port) as simulation:
        for i, name in enumerate(("one", "two", "rack/three")):
            assert get("127.0.0.1:%d" % (port + i), *v2c("secret")) == name
        assert not any("secret" in line for line in simulation.banner)


def _free(ports):
    for port in ports:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            try:
                s.bind(("127.0.0.1", port))
            except OSError:
                return False
    return True


def test_more_devices_than_files_are_the_files_again(tmp_path, walks):
    with simulating(tmp_path, walks, "--devices", "8") as simulation:
        for name in ("one", "one-2", "one-3", "two-3"):
            assert get(simulation.target, *v2c(name)) == name.split("-")[0]
        assert get(simulation.target, *v2c("rack/three-3")).startswith("Timeout")
        assert "8 devices, of 3 walks with 9 objects" in simulation.banner[0]


def test_ipv6_is_served(tmp_path, walks, ipv6):
    with simulating(tmp_path, walks, "--host", "::1") as simulation:
        assert get("udp6:[::1]:%d" % simulation.port, *v2c("one")) == "one"
        assert simulation.banner[-1].endswith("udp6:[::1]:%d .1" % simulation.port)


V3 = ("-u", "ops", "-a", "SHA-256", "-A", "maplesyrup", "-x", "AES", "-X", "syrupmaple")


def test_a_user_of_snmpv3_names_the_device_as_context(tmp_path, walks):
    asked = ("-v3", "-l", "authPriv", *V3)
    with simulating(tmp_path, walks, *V3) as simulation:
        for name in ("two", "one", "rack/three", "two"):
            assert get(simulation.target, *asked, "-n", name) == name
        assert "Bad context" in get(simulation.target, *asked, "-n", "none")
        assert get(simulation.target, *v2c("one")) == "one"
        weak = get(simulation.target, "-v3", "-l", "noAuthNoPriv", "-u", "ops", "-n", "one")
        assert "authorizationError" in weak


def test_a_name_that_is_too_long_for_a_context_is_told_and_served_without(tmp_path, walks):
    name = "a-name-of-more-than-thirty-two-octets"
    write(walks, name + ".snmprec", TEXT % "long")
    with simulating(tmp_path, walks, *V3) as simulation:
        assert get(simulation.target, *v2c(name)) == "long"
        asked = ("-v3", "-l", "authPriv", *V3, "-n", "one")
        assert get(simulation.target, *asked) == "one"
        (line,) = simulation.told
        assert line == name + ": as a context of SNMPv3 the name is too long, there is none"


def test_by_port_a_user_of_snmpv3_reaches_each_device(tmp_path, walks):
    asked = ("-v3", "-l", "authPriv", *V3)
    port = next(p for p in iter(free_port, None) if _free(range(p, p + 3)))
    with simulating(tmp_path, walks, "--by", "port", *V3, port=port):
        assert get("127.0.0.1:%d" % (port + 1), *asked) == "two"
        assert get("127.0.0.1:%d" % (port + 2), *asked) == "rack/three"


def test_snmpv1_passes_counter64_by(tmp_path, walks):
    with simulating(tmp_path, walks) as simulation:
        options = ("-v1", "-c", "one", "-On", simulation.target, ".1")
        lines = run(tool("snmpwalk"), *options).stdout.splitlines()
        assert [line.split()[0] for line in lines[:2]] == ["." + NAME, "." + OTHER]
        assert lines[2:] == ["End of MIB"]
        assert len(walked(simulation.target, "one")) == 3


def put(target, name, *varbinds, version="-v2c"):
    return run(tool("snmpset"), version, "-c", name, "-Oqv", target, *varbinds)


def test_set_is_refused(tmp_path, walks):
    with simulating(tmp_path, walks) as simulation:
        for oid in (NAME, "1.3.6.1.9.9.0"):
            done = put(simulation.target, "one", oid, "s", "new")
            assert done.returncode == 2 and "notWritable" in done.stderr
        assert "noSuchName" in put(simulation.target, "one", NAME, "s", "x", version="-v1").stderr
        assert get(simulation.target, *v2c("one")) == "one"


def test_what_is_set_is_kept_by_that_device_alone(tmp_path, walks):
    with simulating(tmp_path, walks, "--writable", "--devices", "6") as simulation:
        done = put(simulation.target, "one", NAME, "s", "new", OTHER, "s", "there")
        assert done.stdout == '"new"\n"there"\n'
        assert get(simulation.target, *v2c("one")) == "new"
        assert walked(simulation.target, "one")[0] == b'.%s = STRING: "new"' % NAME.encode()
        assert get(simulation.target, *v2c("one-2")) == "one"
        assert "wrongType" in put(simulation.target, "one", NAME, "i", "5").stderr
        done = put(simulation.target, "one", NAME, "s", "newer", "1.3.6.9.0", "i", "1")
        assert done.returncode == 2 and get(simulation.target, *v2c("one")) == "new"


def test_a_long_walk_is_read_with_getbulk_in_any_size(tmp_path):
    text = "".join(["1.3.6.1.9.%d|4|%s\n" % (i * 7, "x" * (i % 300)) for i in range(3000)])
    write(tmp_path, "long.snmprec", text)
    with simulating(tmp_path, tmp_path / "long.snmprec") as simulation:
        expected = walked(simulation.target, "long", command="snmpwalk")
        assert len(expected) == 3000
        for size in ("1", "7", "64", "2000"):
            assert walked(simulation.target, "long", "-Cr" + size) == expected


def test_a_message_is_no_longer_than_wanted(tmp_path):
    write(tmp_path, "long.snmprec", "".join(["1.3.6.1.9.%d|4|abcdef\n" % i for i in range(999)]))
    with simulating(tmp_path, tmp_path / "long.snmprec", "--max-size", "500") as simulation:
        options = ("-v2c", "-c", "long", "-On", "-Cr100", simulation.target, ".1.3.6.1.9")
        lines = run(tool("snmpbulkget"), *options).stdout.splitlines()
    assert 15 < len(lines) < 30


# --- what was read is kept ---


def images(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*.image")}


def test_a_file_is_read_once_and_again_when_it_has_changed(tmp_path, walks):
    with simulating(tmp_path, walks) as simulation:
        assert get(simulation.target, *v2c("one")) == "one"
    before = images(tmp_path / "cache")
    assert len(before) == 3
    write(walks, "one.snmprec", TEXT % "another")
    with simulating(tmp_path, walks) as simulation:
        assert get(simulation.target, *v2c("one")) == "another"
        assert get(simulation.target, *v2c("two")) == "two"
    after = images(tmp_path / "cache")
    assert [path.name for path in after if after[path] != before[path]] == ["one.snmprec.image"]


def test_who_serves_goes_on_with_the_file_as_it_was(tmp_path):
    old = "".join(["1.3.6.1.9.%d|4|old\n" % i for i in range(1000)])
    path = write(tmp_path, "a.snmprec", old)
    with simulating(tmp_path, path) as first:
        assert get(first.target, *v2c("a"), oid="1.3.6.1.9.1") == "old"
        path.write_text(old.replace("old", "a newer one"))
        with simulating(tmp_path, path) as second:
            assert get(second.target, *v2c("a"), oid="1.3.6.1.9.900") == "a newer one"
        values = {line.split(b" = ")[1] for line in walked(first.target, "a")}
        assert values == {b'STRING: "old"'}


def test_faults_are_told_at_each_start(tmp_path):
    write(tmp_path, "a.snmprec", "nonsense|\n" + TEXT % "a")
    for _ in range(2):
        with simulating(tmp_path, tmp_path / "a.snmprec") as simulation:
            assert get(simulation.target, *v2c("a")) == "a"
        assert simulation.told == ["%s/a.snmprec:1: not OID|TAG|VALUE: nonsense|" % tmp_path]


@pytest.mark.parametrize("octets", [b"", b"nothing of the kind", b"usnmp 0.0.1\n" + bytes(99)])
def test_an_image_that_is_none_is_made_again(tmp_path, walks, octets):
    with simulating(tmp_path, walks):
        pass
    for path in images(tmp_path / "cache"):
        path.write_bytes(octets)
    with simulating(tmp_path, walks) as simulation:
        assert get(simulation.target, *v2c("one")) == "one"


def test_a_file_that_many_devices_have_is_kept_once(tmp_path, walks):
    for i in range(50):
        (walks / ("link%d.snmprec" % i)).symlink_to("one.snmprec")
        os.link(walks / "two.snmprec", walks / ("other%d.snmprec" % i))
    with simulating(tmp_path, walks) as simulation:
        assert get(simulation.target, *v2c("link7")) == "one"
        assert get(simulation.target, *v2c("other7")) == "two"
        assert "103 devices, of 3 walks with 9 objects" in simulation.banner[0]
    assert len(images(tmp_path / "cache")) == 3


# --- what does not go ---


@pytest.mark.parametrize(
    "arguments, text",
    [
        (["none.snmprec"], "none.snmprec: No such file or directory"),
        (["empty"], "empty: no .snmprec, .snmpwalk or .walk below it"),
        (["cut.snmprec.gz"], "cut.snmprec.gz: "),
        (["a.snmprec", "other/a.snmprec"], "there are two devices of the name a"),
        (["a.snmprec", "--host", "192.0.2.1"], "cannot listen on 192.0.2.1:"),
        (["a.snmprec", "--by", "address", "--host", "here"], "here: an address is wanted"),
        (["a.snmprec", "--by", "port", "-p", "65000", "--devices", "999"], "no 999 ports from"),
        (["a.snmprec", "--cache", "a.snmprec"], "a.snmprec"),
    ],
)
def test_what_cannot_be_served_is_told_in_a_line(tmp_path, arguments, text):
    write(tmp_path, "a.snmprec", TEXT % "a")
    write(tmp_path, "other/a.snmprec", TEXT % "a")
    write(tmp_path, "cut.snmprec.gz", b"\x1f\x8b\x08")
    (tmp_path / "empty").mkdir()
    if "--cache" not in arguments:
        arguments = [*arguments, "--cache", "cache"]
    if "-p" not in arguments:
        arguments = [*arguments, "-p", str(free_port())]
    done = command("simulate", *arguments, cwd=tmp_path, env=_here())
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.startswith("usnmp simulate: ") and done.stderr.count("\n") == 1, done
    assert text in done.stderr


def _here():
    from conftest import ROOT

    return {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.mark.parametrize(
    "options",
    [
        ["-c", "public", "a.snmprec"],
        ["--by", "name", "a.snmprec"],
        ["--max-size", "100", "a.snmprec"],
        ["-p", "70000", "a.snmprec"],
        ["--devices", "0", "a.snmprec"],
        [],
    ],
)
def test_options_that_do_not_go_are_refused(options):
    status, out, err = usnmp_command("simulate", *options)
    assert (status, out) == (2, b"") and b"usnmp simulate: error: " in err


def test_a_port_in_use_is_told(tmp_path, walks):
    with simulating(tmp_path, walks) as simulation:
        done = command("simulate", walks, "--cache", tmp_path / "c", "-p", simulation.port)
    assert done.returncode == 1
    assert "cannot listen on %s: Address already in use" % simulation.target in done.stderr


def test_ctrl_c_ends_it(tmp_path, walks):
    with simulating(tmp_path, walks) as simulation:
        simulation.stop()
        assert simulation.process.returncode == 0
        assert simulation.process.stdout.read() == "\nstopped\n"


def test_the_line_to_read_it_by_is_one_for_a_shell(tmp_path):
    write(tmp_path, "it's a box.snmprec", TEXT % "a")
    with simulating(tmp_path, tmp_path / "it's a box.snmprec") as simulation:
        line = simulation.banner[-1].strip().replace("snmpwalk", tool("snmpwalk"), 1)
        done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and len(done.stdout.splitlines()) == 4
