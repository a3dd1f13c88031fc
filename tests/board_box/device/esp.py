# Stands for esp.

from _board import sh


def osdebug(*args):
    pass


def flash_size():
    return (1, 4)[sh.chip] * 1048576


def check_fw():
    return True


def sleep_type(*args):
    return 0
