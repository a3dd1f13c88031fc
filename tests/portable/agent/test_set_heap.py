# SET of scalars while there is little heap: all or nothing, and no reply only where nothing was
# written. Portable.

from heapbox import N, SCALAR, message, table, whole


def test_scalars_are_set_all_or_none():
    agent, values, reset = table({})
    d = message(*[(SCALAR % (i + 1), 7) for i in range(N)])
    whole(agent, d, lambda: values == [7] * N, lambda: values == [0] * N, reset)
