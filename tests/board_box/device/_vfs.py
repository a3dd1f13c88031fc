# Stands for vfs, which cannot be imported from a file: what is mounted, as mpremote df asks; and
# the ROMFS partition, which like a chip's lies outside of the heap.

import uctypes
import uos
from _board import leave, mapped, memset, sh
from os import count_operation
from shared import EXIT_CUT
from vfs import VfsRom as _VfsRom

_mounts = [("<VfsLfs2>", "/")]


def mount(fs=None, path=None, **kw):
    if fs is None:
        return _mounts[:]
    if not isinstance(fs, _VfsRom):
        raise OSError(1)  # EPERM
    uos.mount(fs, path, **kw)
    _mounts.append((fs, path))


def umount(path):
    for entry in _mounts[1:]:
        if entry[1] == path:
            uos.umount(path)
            _mounts.remove(entry)
            return
    raise OSError(22)  # EINVAL


def mount_rom():
    """Mount what is in the partition, as mp_init() does; what that adds to sys.path."""
    if not sh.rom:
        return []
    try:
        mount(VfsRom(_rom), "/rom")
    except OSError:  # there is no image
        return []
    return ["/rom", "/rom/lib"]


if sh.rom:
    VfsRom = _VfsRom
    _address = mapped("romfs", sh.rom)
    _rom = memoryview(uctypes.bytearray_at(_address, sh.rom))

    def rom_ioctl(op, part=0, at=0, data=None):
        # ports/esp8266/vfs_rom_ioctl.c: there is one partition
        if op == 1:
            return 1
        if op == 2:
            return _rom
        if op == 3:  # erase `at` octets
            if at > sh.rom:
                return -22  # EINVAL
            count_operation()
            memset(_address, 255, at + 4095 & -4096)
            return 4  # the least to be written at once
        if op == 4 and at + len(data) <= sh.rom:
            cut = sh.cut_octets
            if 0 <= cut <= len(data):
                _rom[at : at + cut] = data[:cut]
                leave(EXIT_CUT)
            _rom[at : at + len(data)] = data
            if cut >= 0:
                sh.cut_octets = cut - len(data)
            return 0
        return -22
