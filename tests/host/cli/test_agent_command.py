# `usnmp agent` of an install from the wheel: it serves as main.py does, says the same, and takes
# the same options and configuration.

import contextlib
import os
import subprocess
import sys

import pytest
from conftest import ROOT, Running, free_port, run, running, tool


@pytest.fixture(scope="session")
def installed(wheel, shared):
    """The command `usnmp`, as installed, with nothing of the checkout."""

    def make(folder):
        options = "-q --no-deps --target".split()
        done = run(sys.executable, "-m", "pip", "install", *options, folder, wheel, timeout=300)
        assert done.returncode == 0, done.stderr

    folder = shared("installed", make)
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return [sys.executable, str(folder / "bin" / "usnmp")], environment


@contextlib.contextmanager
def serving(installed, folder, *options):
    command, environment = installed
    port = free_port()
    process = subprocess.Popen(
        [*command, "agent", "--port", str(port), *map(str, options)],
        cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield Running(process, port)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def end(installed, folder, *options):
    """Run it with options that end it at once."""
    command, environment = installed
    return run(*command, "agent", *options, cwd=folder, env=environment, timeout=20)


def oids(target, *options):
    done = run(tool("snmpbulkwalk"), "-v2c", "-c", "public", "-On", *options, target, ".1")
    return [line.split(" = ")[0] for line in done.stdout.splitlines() if line[0] == "."]


def test_an_install_serves_the_objects_of_main_py(installed, tmp_path):
    with serving(installed, tmp_path) as ours, running([sys.executable], ROOT) as main:
        assert oids(ours.target) == oids(main.target)
        assert "1.3.6.1.4.1.8072.9999.9999.6.0" in oids(ours.target)[-2]


def test_an_install_says_what_main_py_says(installed, tmp_path):
    with serving(installed, tmp_path) as ours, running([sys.executable], ROOT) as main:
        said = [line.replace(str(main.port), str(ours.port)) for line in main.banner]
        assert ours.banner == said and len(said) > 8
        assert ours.stop() == main.stop() == (0, "\nstopped\n")


def test_an_install_takes_the_configuration_of_main_py(installed, tmp_path):
    config = tmp_path / "config.json"
    config.write_text(
        '{"write_community": "private", "name": "box", "persist": "kept", "mibs": ["if_mib"]}'
    )
    name, point = "1.3.6.1.2.1.1.5.0", "1.3.6.1.4.1.8072.9999.9999.4.0"
    with serving(installed, tmp_path, "--config", config) as ours:
        got = run(tool("snmpget"), "-v2c", "-c", "public", "-Oqv", ours.target, name)
        assert got.stdout == '"box"\n'
        assert ".1.3.6.1.2.1.2.1.0" in oids(ours.target)
        arguments = ("-v2c", "-c", "private", ours.target, point, "i", "215")
        assert run(tool("snmpset"), *arguments).returncode == 0
        assert ours.stop()[0] == 0
    with serving(installed, tmp_path, "--config", config) as ours:
        got = run(tool("snmpget"), "-v2c", "-c", "public", "-Oqv", ours.target, point)
        assert got.stdout == "215\n"


def test_an_install_has_workers(installed, tmp_path):
    with serving(installed, tmp_path, "--workers", "2") as ours:
        assert oids(ours.target)
        assert ours.stop()[0] == 0


@pytest.mark.parametrize(
    "options", ["--prot 5", "extra", "--port", "--port=99999", "--config none.json", "--host ::x"]
)
def test_mistakes_make_the_line_and_the_status_of_main_py(installed, tmp_path, options):
    options = options.split()
    done = end(installed, tmp_path, *options)
    main = run(sys.executable, "main.py", *options, timeout=20)
    assert done.returncode == main.returncode != 0
    assert done.stderr == main.stderr.replace("main.py: ", "usnmp agent: ", 1)
    assert done.stderr.startswith("usnmp agent: ") and done.stderr.count("\n") == 1


def test_help_prints_the_options_of_main_py(installed, tmp_path):
    done = end(installed, tmp_path, "--help")
    main = run(sys.executable, "main.py", "--help")
    assert done.returncode == 0
    assert done.stdout == main.stdout.replace("main.py", "usnmp agent", 1)


def test_an_option_may_come_before_the_command(installed, tmp_path):
    command, environment = installed
    options = ("--port", "many", "agent")
    done = run(*command, *options, cwd=tmp_path, env=environment)
    assert done.stderr == "usnmp agent: --port wants a number, not many\n"
