# What a chip does before its program, as ports do: an empty file system, and the ROMFS image that
# is in memory. Frozen; ../../chip.py runs it.

import os
import sys

import flash
import uctypes
import vfs


def start(place, size):
    vfs.VfsLfs2.mkfs(flash.flash)
    vfs.mount(vfs.VfsLfs2(flash.flash), "/")
    os.mkdir("/tmp")
    if size:
        vfs.mount(vfs.VfsRom(uctypes.bytearray_at(place, size)), "/rom")
    sys.path[:] = [".frozen", "/rom"]
    del sys.modules["starting"]
