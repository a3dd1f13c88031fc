# For tests of the command line with names: net-snmp's tools with the modules that usnmp ships, as
# texts in a folder. Imports mib_text of the MIBs' tests.

import os
import subprocess
import sys

import pytest
from clibox import usnmp_command
from conftest import ROOT, tool
from usnmp_pc.mibs import shipped

sys.path.append(str(ROOT / "tests/host/mibs"))
import mib_text


@pytest.fixture(scope="session")
def texts(tmp_path_factory):
    """The folder with the texts of the modules."""
    folder = tmp_path_factory.mktemp("mibs")
    mib_text.write(folder, shipped())
    return folder


@pytest.fixture
def both(texts, monkeypatch):
    """Runs a tool of net-snmp and `usnmp` with the same arguments and MIBs; both results."""
    monkeypatch.setenv("SNMPCONFPATH", str(texts / "none"))
    monkeypatch.delenv("MIBS", raising=False)
    monkeypatch.setenv("MIBDIRS", str(texts))

    def run(name, *args, input=None):
        return netsnmp(texts, "snmp" + name, *args, input=input), usnmp_command(name, *args)

    return run


def netsnmp(texts, name, *args, input=None):
    """(exit status, standard output, standard error) of a tool of net-snmp, as bytes."""
    env = {**os.environ, "MIBS": ":".join(shipped()), "MIBDIRS": str(texts)}
    command = [tool(name), *[str(a) for a in args]]
    done = subprocess.run(
        command, capture_output=True, timeout=60, check=False, env=env, input=input
    )
    return done.returncode, done.stdout, done.stderr
