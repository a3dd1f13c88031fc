# What a command imports before it has asked anything: each of these modules would take
# milliseconds, and nobody notices it but by the time that `usnmp get` takes.

import subprocess
import sys

import pytest
from conftest import ROOT

CODE = """
import sys
sys.path.insert(0, %r)
from usnmp_pc.cli.options import Parser, host
import usnmp_pc.cli.%s
parser = Parser("get", "HOST OID...", "Read.")
host(parser)
parser.add_argument("oids", nargs="+")
parser.parse(["-v2c", "-c", "public", "127.0.0.1", "1.3.6.1.2.1.1.1.0"])
print(*sys.modules)
"""
LATER = "shutil asyncio ssl hashlib subprocess tempfile logging usnmp_v3.message usnmp_v3.peer"
LATER += " usnmp_manager.v3 usnmp_agent usnmp_pc.mibs.given cryptography"


@pytest.mark.parametrize("module", ["ask", "walk"])
def test_what_a_command_in_v2c_does_not_use_is_not_imported(module):
    command = [sys.executable, "-c", CODE % (str(ROOT), module)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    imported = set(done.stdout.split())
    assert "usnmp_pc.cli." + module in imported
    assert not imported & set(LATER.split())
