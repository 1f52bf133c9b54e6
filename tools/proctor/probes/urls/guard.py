"""Which addresses may be connected to. The address that is checked is the one that is used, so names cannot cheat."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Iterator
from typing import NamedTuple

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# What versions of Python do not agree on, and a cloud's own service at an address of the public net.
_NEVER: tuple[Network, ...] = tuple(
    map(ipaddress.ip_network, ("192.0.0.0/24", "168.63.129.16/32", "64:ff9b:1::/48", "fec0::/10", "2001::/23", "5f00::/16"))
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_RECEIVE = 1 << 16  # bytes of a body that may lie unread in the kernel: what is not read shall not be sent


class Fault(Exception):
    """Why no answer came: `kind` is a key of `reply.FAULTS`, `detail` says more. No error of the network's own kind,
    so that no layer between mistakes it for one."""

    def __init__(self, kind: str, detail: str = "") -> None:
        super().__init__(kind)
        self.kind, self.detail = kind, detail


class Allowed(NamedTuple):
    """Private hosts that may be asked: by name (`*.` for all below), or by network."""

    names: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    def name(self, host: str) -> bool:
        """Whether a host may be asked wherever it lies."""
        host = host.rstrip(".").lower()
        parts = host.split(".")
        return host in self.names or any(f"*.{'.'.join(parts[n:])}" in self.names for n in range(1, len(parts)))


def allowed(entries: list[str]) -> Allowed:
    """The hosts, addresses and networks (`10.0.0.0/8`) that a list names."""
    names, networks = set(), []
    for entry in entries:
        try:
            networks.append(ipaddress.ip_network(entry.strip("[]"), strict=False))
        except ValueError:
            names.add(entry.lower().rstrip("."))
    return Allowed(frozenset(names), tuple(networks))


def private(address: Address) -> bool:
    """Whether an address, or one that it carries inside, is not one of the public net's hosts."""
    return any(not each.is_global or each.is_multicast or any(each in net for net in _NEVER) for each in _carried(address))


def _carried(address: Address) -> Iterator[Address]:
    """An address and the IPv4 addresses that it stands for: mapped, 6to4, Teredo, NAT64, and the old compatible form."""
    if isinstance(address, ipaddress.IPv4Address):
        yield address
        return
    inside = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64 or int(address) >> 32 == 0:
        inside.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    if address.ipv4_mapped is None and address not in _NAT64:
        yield address
    yield from (each for each in inside if each is not None)


def addresses(host: str, port: int, allow: Allowed) -> list[tuple[socket.AddressFamily, tuple[str, int]]]:
    """Where a host may be reached. Raises Fault for a name that nobody has, and for one that lies in private nets only."""
    name = host.strip("[]")
    if name.rstrip(".").endswith(".invalid") or name.rstrip(".") == "invalid":
        raise Fault("no-host")  # the name that never exists need not be looked up
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise Fault("dns" if error.errno in (socket.EAI_AGAIN, socket.EAI_SYSTEM) else "no-host") from None
    except (UnicodeError, OSError):
        raise Fault("no-host") from None
    free = allow.name(name)
    usable: list[tuple[socket.AddressFamily, tuple[str, int]]] = []
    for family, _, _, _, place in found:
        address = ipaddress.ip_address(str(place[0]).partition("%")[0])
        if free or not private(address) or any(a in net for a in _carried(address) for net in allow.networks):
            usable.append((family, (str(place[0]), port)))
    if not usable:
        raise Fault("private")
    return usable


def connect(host: str, port: int, timeout: float, allow: Allowed) -> socket.socket:
    """A connection to the first address that takes one, all within `timeout` seconds. Raises Fault."""
    end = time.monotonic() + timeout
    last = Fault("connect-timeout")
    for family, place in addresses(host, port, allow):
        left = end - time.monotonic()
        if left <= 0:
            break
        try:
            return _connected(family, place, left)
        except TimeoutError:
            last = Fault("connect-timeout")
        except ConnectionRefusedError:
            last = Fault("refused")
        except OSError as error:
            last = last if last.kind == "refused" else Fault("unreachable", error.strerror or "")
    raise last


def _connected(family: socket.AddressFamily, place: tuple[str, int], timeout: float) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(timeout)
        sock.connect(place)
    except BaseException:
        sock.close()
        raise
    return sock
