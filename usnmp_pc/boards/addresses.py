# The addresses that a text such as 192.0.2.0/24 stands for, and the networks of this machine.
# Imports usnmp_base.interfaces_pc.

import ipaddress
import re
import socket

from usnmp_base.interfaces_pc import nics

MOST = 1 << 16  # addresses of a prefix
_LOCAL_MOST = 1 << 10  # addresses of a network that nobody named


class PrefixError(ValueError):
    """A text that stands for no addresses; its text says why."""


def addresses(text: str) -> "list[str]":
    """What `text` stands for: a prefix (192.0.2.0/24), a range (192.0.2.10-50, or with both
    addresses whole) or one address; of a prefix without the network's and the broadcast address.

    Raises PrefixError for what is none of these, or stands for more than 65,536 addresses.
    """
    try:
        hosts, count = _range(text) if "-" in text else _prefix(text)
    except ValueError:
        wanted = "not an address, a prefix such as 192.0.2.0/24, or a range such as 192.0.2.10-50"
        raise PrefixError("%r is %s" % (text, wanted)) from None
    if count < 1:
        raise PrefixError("%s ends before it begins" % text)
    if count > MOST:
        raise PrefixError("%s has %d addresses: at most %d are asked" % (text, count, MOST))
    return [str(host) for host in hosts]


# (iterable of addresses, how many there are at most). They raise ValueError.


def _prefix(text):
    network = ipaddress.ip_network(text, strict=False)
    return network.hosts(), network.num_addresses


def _range(text):
    first, _, last = text.partition("-")
    low = ipaddress.ip_address(first)
    if re.fullmatch("[0-9]{1,3}", last) and low.version == 4:
        last = first.rpartition(".")[0] + "." + last
    high = ipaddress.ip_address(last)
    if low.version != high.version:
        raise ValueError
    count = int(high) - int(low) + 1
    return (low + i for i in range(count)), count


def local() -> "list[str]":
    """The prefixes of IPv4 that this machine is in, "192.0.2.0/24" each, without its loopback and
    those of more than 1,024 addresses; where the system does not tell its networks, the /24 of the
    address that it has for the rest of the world.
    """
    found = []
    for nic in nics():
        address, mask = nic.ifconfig()[:2]
        network = ipaddress.ip_network("%s/%s" % (address, mask), strict=False)
        alone = network.is_loopback or network.prefixlen > 30
        if nic.active() and not alone and network.num_addresses <= _LOCAL_MOST:
            found.append(str(network))
    if not found:
        address = own()
        found = [str(ipaddress.ip_network(address + "/24", strict=False))] if address else []
    return sorted(set(found))


def own() -> "str | None":
    """The IPv4 address that this machine sends from, None without a network. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            sock.connect(("192.0.2.1", 9))
            address = sock.getsockname()[0]
        except OSError:  # no network
            return None
    return None if address.startswith("127.") else address
