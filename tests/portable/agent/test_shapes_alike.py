# usnmp_agent.request_cache: requests that differ where it does not look at first. On its own, for
# the heap.

from agentbox import GET
from shapesbox import box
from usnmp_mib import INT


def test_shapes_of_one_key_are_few():
    b = box(size=100)
    for i in range(12):  # as long, and asking last for the same
        b.mib.scalar("1.3.6.1.4.1.8072.9999.9999.%d.7.0" % (i + 30), INT, 1)
        b.ask(GET, "1.3.6.1.4.1.8072.9999.9999.%d.7.0" % (i + 30))
    n = 0
    (shape,) = b.shapes._kept.values()
    while shape:
        n += 1
        shape = shape.next
    assert n == b.shapes.n == 8
