# The report that tests forge. Portable.


def report(arc):
    """A Report PDU with the counter usmStats.arc.0, 1; its request-id is 0."""
    vb = b"\x30\x0f\x06\x0a+\x06\x01\x06\x03\x0f\x01\x01" + bytes((arc, 0)) + b"\x41\x01\x01"
    return b"\xa8\x1c\x02\x01\0\x02\x01\0\x02\x01\0\x30\x11" + vb
