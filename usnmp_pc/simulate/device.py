# A simulated device as the agent sees it, in place of a usnmp_mib.Mib: an image, which others may
# have too, and what was SET. Imports usnmp_codec, usnmp_mib and image; serve makes them.

from usnmp_codec import frombytes_tvat, tobytes_tv
from usnmp_mib import key_oid

from .image import Image, key_of

if 0 & 1:  # for type checkers alone
    from typing import Any


class Device:
    """Serves the objects of `image`. What usnmp_agent asks of a Mib is here: nodes, keys, after().

    name: of the device. at: the number of the object that was found last, whose OID is `oid`: a
    walk asks for what follows.
    """

    __slots__ = ("name", "image", "at", "oid")
    trees = {}  # none
    wide = True

    def __init__(self, name: str, image: Image) -> None:
        self.name = name
        self.image = image
        self.at = -1
        self.oid = None

    @property
    def nodes(self) -> "Device":
        """A mapping of content octets to what is there, as Mib.nodes: itself."""
        return self

    @property
    def keys(self) -> Image:
        """The sort keys, in order, as Mib.keys."""
        return self.image

    def get(self, oid: bytes, default: "Any" = None) -> "Any":
        """What is at `oid`: an encoded constant."""
        if oid != self.oid:
            key = key_of(oid)
            at = self.image.find(key) if key else -1
            if at < 0:
                return default
            self.at = at
            self.oid = oid
        return self.image.value(self.at)

    def __getitem__(self, oid: bytes) -> "Any":
        """What is at `oid`, which is there: as a rule, behind what was found last."""
        at = self.at + 1
        image = self.image
        # The agent asks for what it found with after().
        if oid != self.oid and at < len(image) and key_oid(image[at]) == oid:
            self.at = at
            self.oid = oid
        return self.get(oid)

    def __contains__(self, oid: bytes) -> bool:
        return self.get(oid) is not None

    def after(self, oid: bytes) -> int:
        """As Mib.after(): the number of the first object behind `oid`."""
        if oid != self.oid:
            at = self.image.after(key_of(oid))
            self.at = at - 1  # its OID is not looked at
            self.oid = None
            return at
        return self.at + 1


class Writable(Device):
    """The same, whose objects can be SET; what was is its own."""

    __slots__ = ("written",)

    def __init__(self, name: str, image: Image) -> None:
        super().__init__(name, image)
        self.written = {}  # content octets -> encoded value

    def get(self, oid: bytes, default: "Any" = None) -> "Any":
        """What is at `oid`: (type, read, write)."""
        value = super().get(oid)
        if value is None:
            return default
        oid = bytes(oid)
        value = self.written.get(oid, value)
        type, content = frombytes_tvat(value, 0)

        def write(new):
            self.written[oid] = tobytes_tv(type, new)

        return type, lambda: content, write
