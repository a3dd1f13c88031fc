# `usnmp simulate`: which device answers whom, by community, address and port, in all versions;
# SET; long walks and long messages.

import socket

import pytest
from conftest import free_port, run, tool
from simulating import NAME, OTHER, TEXT, command, get, simulating, three, v2c, walked, write


@pytest.fixture
def walks(tmp_path):
    return three(tmp_path)


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
