# usnmp_pc.speed: a socket with it waits and takes datagrams as one of usnmp_base.udp alone does;
# and what it does in C or in machine code gives what the plain functions give.

import sys

import pytest
from conftest import INTERPRETERS, ROOT, free_port, interpreter, run, running, tool

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="of Linux")

CODE = """
import sys
sys.path[:] = [%r] + sys.path
import socket
import time
from usnmp_pc.speed import Quick
from usnmp_base.udp import Udp, resolve
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
udp._last -= 2000
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


SAME = """
import sys
sys.path[:] = [%r] + sys.path
from usnmp_agent import Agent, differ
from usnmp_mib import Mib
plain = differ
agent = Agent(Mib())
answer = agent.answer
def found():
    mib = agent.mib
    mib.keys = [bytes((i, j)) for i in range(3, 9, 2) for j in (0, 7)]
    return [mib.after(bytes((i, j))) for i in range(10) for j in (0, 3, 7)] + [
        mib.after(key) for key in mib.keys + mib.keys[::-1]
    ]
places = found()
from usnmp_pc.speed import quicken
shapes = quicken(agent)
assert found() == places and places[-1] == 1
quick = agent.differ
assert shapes.differ is quick is not plain and agent.answer is not answer
assert hasattr(shapes, "put") != hasattr(sys, "getrefcount")  # CPython
right = b"\\x30\\x80\\x02\\x01\\x00\\x04\\x20" + bytes(range(240, 272 - 16)) * 2
for n in range(7, len(right) + 1):
    for k in range(5, n):
        for c in (0, 1, 128, 255):
            other = right[:k] + bytes((right[k] ^ c,)) + right[k + 1 :] + b"more"
            found = [bool(f(right[:n], other)) for f in (plain, quick)]
            assert found == [c != 0] * 2, (n, k, c)
class Shape:
    pass
shape = Shape()
d = bytes(range(1, 60))
for shape.at in (3, 15, 17, 40) if hasattr(shapes, "put") else ():
    for shape.end in range(shape.at + 1, shape.at + 5):
        shape.before = d[:shape.at]
        shape.behind = d[shape.end:]
        for n in range(len(d)):  # an octet that differs
            within = shape.at <= n < shape.end
            assert shapes.alike(d[:n] + b"!" + d[n + 1:], shape) is (d[n] == 33 or within), n
        for shape.rid in (15, 17):
            for shape.size in range(24, 44):
                shape.reply = bytearray(range(100, 100 + shape.size))
                for w in (0, 36, 37, 39):
                    right = bytearray(90)
                    right[w : w + shape.size] = shape.reply
                    n = w + shape.rid
                    right[n : n + shape.end - shape.at] = d[shape.at : shape.end]
                    buf = bytearray(90)
                    shapes.put(d, shape, buf, w)
                    assert buf == right, (shape.size, w)
print("done")
"""


@pytest.mark.parametrize("name", ["cpython", "micropython64", "micropython32"])
def test_the_quick_functions_give_what_the_plain_ones_give(name, build):
    command = [tool(name)] if name != "cpython" else interpreter(name)  # with a PC's heap
    done = run(*command, "-c", SAME % str(ROOT if name == "cpython" else build))
    assert done.stdout == "done\n", done.stderr


NO_MACHINE_CODE = """
import sys
sys.path[:] = [%r] + sys.path
class Ffi:  # of a system that gives no memory to write and to execute
    def open(self, name):
        return self
    def func(self, *args):
        assert args[1] == "mmap"
        return lambda *args: -1
sys.modules["ffi"] = Ffi()
from usnmp_agent import Agent, differ
from usnmp_mib import Mib
from usnmp_pc.speed import quicken
agent = Agent(Mib())
shapes = quicken(agent)
assert agent.differ is shapes.differ is differ
print("done")
"""


@pytest.mark.parametrize("name", ["micropython64", "micropython32"])
def test_where_no_machine_code_may_be_made_the_plain_functions_stay(name, build):
    done = run(tool(name), "-c", NO_MACHINE_CODE % str(build))
    assert done.stdout == "done\n", done.stderr


@pytest.mark.parametrize("name", ["micropython64", "micropython32"])
def test_main_answers_in_machine_code(name):
    with running([tool(name), "-X", "emit=native"], ROOT) as served:
        walk = run(tool("snmpwalk"), "-v2c", "-c", "public", served.target, ".1")
    assert walk.stdout.count("\n") == 14, walk
