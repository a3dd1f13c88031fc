# Stands for esp32.Partition: two partitions for firmware, ota_0 and ota_1, files of the box's
# folder if a test has put them there, and the bootloader's choice between them. esp32 imports it
# when it is asked for, and gives it that folder: so it takes of the board's heap.

_vfs = None


def _chosen(new=None):
    # [the one that runs, the one to run next, 1 if that runs and nobody said yet that it is good]
    if new:
        with _vfs.open("/otadata", "w") as f:
            f.write(" ".join(new))
        return new
    try:
        with _vfs.open("/otadata", "r") as f:
            return f.read().split()
    except OSError:
        return ["ota_0", "ota_0", "0"]


def start(vfs):
    """At a reset, what the bootloader does: what is new is tried once, what was tried and is not
    good is left again.
    """
    global _vfs
    if _vfs:
        return
    _vfs = vfs
    runs, following, tried = _chosen()
    other = "ota_1" if runs == "ota_0" else "ota_0"
    if following != runs:
        _chosen([following, following, "1"])
    elif tried == "1":
        _chosen([other, other, "0"])


class Partition:
    RUNNING, BOOT = 1, 0
    TYPE_APP, TYPE_DATA = 0, 1

    def __init__(self, which):
        runs, following, _ = _chosen()
        self._label = {1: runs, 0: following}.get(which, which)
        try:
            self._size = _vfs.stat("/" + self._label)[6]
        except OSError:
            self._size = 0

    def info(self):
        at = 0x10000 + int(self._label[-1]) * self._size
        return 0, 16 + int(self._label[-1]), at, self._size, self._label, False

    def get_next_update(self):
        other = Partition("ota_1" if _chosen()[0] == "ota_0" else "ota_0")
        if not other._size:
            raise OSError(261)  # ESP_ERR_NOT_FOUND
        return other

    @classmethod
    def find(cls, type=0, subtype=255, label=None, block_size=4096):
        found = Partition(label)
        return [found] if found._size else []

    def readblocks(self, block, buf):
        with _vfs.open("/" + self._label, "rb") as f:
            f.seek(block * 4096)
            f.readinto(buf)

    def writeblocks(self, block, buf):
        if self._label == _chosen()[0]:
            raise OSError(258)  # ESP_ERR_INVALID_ARG: it runs
        with _vfs.open("/" + self._label, "r+b") as f:
            f.seek(block * 4096)
            f.write(buf)

    def set_boot(self):
        with _vfs.open("/" + self._label, "rb") as f:
            if f.read(1) != b"\xe9":
                raise OSError(5379)  # ESP_ERR_OTA_VALIDATE_FAILED
        runs, _, tried = _chosen()
        _chosen([runs, self._label, tried if runs == self._label else "0"])

    @classmethod
    def mark_app_valid_cancel_rollback(cls):
        _chosen(_chosen()[:2] + ["0"])
