# The access point that a board in a box opens, seen from the PC: a Box whose portal a browser here
# can ask, and the networks in its reach. Imports box and supervisor; tests/host/portal and
# docs/pictures/portal.py import it.

from board_box.box import Box
from board_box.supervisor import PORTAL

OWN = "192.168.4.1"  # the board's address in its access point
_NAME, _KEY, _NETWORKS = PORTAL + 5, PORTAL + 40, 3200  # device/network_access_point.py has them
_BOUND = 4000  # of the shared memory that is theirs


class PortalBox(Box):
    """A Box that can open an access point. portal: the address of this PC at which it is; web and
    dns: (address, port) of its ports 80 and 53.
    """

    def __init__(self, *args, on=True, **kw):
        super().__init__(*args, on=on, **kw)
        octets = [int(part) for part in self.address.split(".")]
        octets[3] = octets[3] % 254 + 1  # not the station's
        self.portal = ".".join(map(str, octets))
        self.memory[PORTAL] = 1
        for i, octet in enumerate(octets):
            self.memory[PORTAL + 1 + i] = octet
        self.web = self.portal, self.port(80)
        self.dns = self.portal, self.port(53)

    @property
    def access_point(self):
        """(name, key) of the access point, or None if it is not open."""
        m = self.memory
        return (m.text(_NAME), m.text(_KEY)) if m.ap else None

    def networks(self, found):
        """Let these networks be in reach beside the box's own: (name, bytes; dB; security)."""
        data = bytes([len(found)])
        for name, strength, security in found:
            data += bytes([len(name)]) + name + bytes([-strength, security])
        assert _NETWORKS + len(data) <= _BOUND
        for i, octet in enumerate(data):
            self.memory[_NETWORKS + i] = octet
