# The files of `usnmp simulate`: what it keeps of those that it has read; what it says of files and
# options that do not go, and how it ends.

import os
import subprocess
import sys

import pytest
from clibox import usnmp_command
from conftest import ROOT, free_port, run, tool
from simulating import TEXT, command, get, simulating, three, v2c, walked, write


@pytest.fixture
def walks(tmp_path):
    return three(tmp_path)


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
    done = command(
        "simulate", *arguments, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.startswith("usnmp simulate: ") and done.stderr.count("\n") == 1, done
    assert text in done.stderr


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


MANY = ("--by", "address", "--host", "127.0.9.1", "--devices", "300")


def test_more_devices_than_files_may_be_open_at_first_are_served(tmp_path, walks):
    wrap = ("sh", "-c", 'ulimit -S -n 256 && exec "$@"', "-")
    with simulating(tmp_path, walks, *MANY, wrap=wrap) as simulation:
        assert get("127.0.10.44:%d" % simulation.port) == "rack/three"


def test_more_devices_than_the_system_allows_are_told(tmp_path, walks):
    arguments = ("simulate", walks, *MANY, "--cache", tmp_path, "-p", free_port())
    program = (sys.executable, "-m", "usnmp_pc.cli")
    done = run("sh", "-c", 'ulimit -n 256 && exec "$@"', "-", *program, *arguments)
    assert done.returncode == 1 and done.stdout == ""
    assert "Too many open files: raise the limit of this process (ulimit -n)" in done.stderr


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
