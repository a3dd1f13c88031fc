# A chip without a network, which has the module all the same: who wants a socket is refused.

import errno

AF_INET = 2
AF_INET6 = 10
SOCK_STREAM = 1
SOCK_DGRAM = 2
SOL_SOCKET = 0xFFF
SO_REUSEADDR = 4
SO_BROADCAST = 0x20
IPPROTO_IP = 0


def socket(*_):
    raise OSError(errno.ENODEV, "this chip has no network")


def getaddrinfo(host, port, *_):
    raise OSError(errno.ENODEV, "this chip has no network")
