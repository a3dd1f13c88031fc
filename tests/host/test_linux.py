# usnmp_linux: a socket with it waits and takes datagrams as one of usnmp_udp alone does.

import sys

import pytest
from conftest import INTERPRETERS, ROOT, free_port, interpreter, run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="of Linux")

CODE = """
import sys
sys.path[:] = [%r] + sys.path
import socket
import time
from usnmp_linux import Quick
from usnmp_udp import Udp, resolve
udp = Udp("127.0.0.1", %d)
quick = Quick(udp)
assert udp.recv == quick.recv
address = resolve("127.0.0.1", %d)[1]
other = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for timeout in (0, 100, 0, 100):
    for n in (1, 63, 64, 65, 484, 1472, 0):  # 64: what is looked at first
        for c in b"ab":  # none is lost, none twice
            other.sendto(bytes((c,)) * n, address)
        for c in b"ab":
            d, source = udp.recv(1472, timeout)
            assert d == bytes((c,)) * n, (n, len(d))
            assert udp.send(b"x", source)
            assert other.recv(9) == b"x"
    start = time.time()
    assert udp.recv(1472, timeout) is None
    assert timeout / 1000 - 0.02 <= time.time() - start < timeout / 1000 + 0.5
other.sendto(b"c" * 2000, address)
assert udp.recv(1472, 100)[0] == b"c" * 1472  # cut, the rest is gone
assert udp.recv(1472, 0) is None
udp.close()
udp._tried -= 2000
assert udp.recv(1472, 100) is None and udp.sock  # open again
other.sendto(b"d", address)
assert udp.recv(1472, 100)[0] == b"d"
other.sendto(b"e", address)
assert udp.recv(1472, -1)[0] == b"e"
print("done")
"""


@pytest.mark.parametrize("name", INTERPRETERS)
def test_it_takes_each_datagram_once_and_waits_no_longer_than_it_may(name, build):
    port = free_port()
    code = CODE % (str(ROOT if name == "cpython" else build), port, port)
    done = run(*interpreter(name), "-c", code)
    assert done.stdout == "done\n", done.stderr
