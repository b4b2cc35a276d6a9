"""IP addresses and networks (https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-ip-address-library)."""

from __future__ import annotations

import re
from ipaddress import (
    IPv4Address,
    IPv4Interface,
    IPv4Network,
    IPv6Address,
    IPv6Interface,
    IPv6Network,
    ip_address,
    ip_interface,
)

from gate.expressions.faults import ExpressionError
from gate.expressions.messages import opaque, text_of
from gate.expressions.types import Value

_Address = IPv4Address | IPv6Address
_LENGTH = re.compile(r"0|[1-9][0-9]{0,2}")


def _parsed_address(text: str) -> _Address:
    try:
        address = ip_address(text)
    except ValueError as error:
        raise ExpressionError(f'IP Address "{text}" parse error during conversion from string') from error
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            raise ExpressionError(f'IP address "{text}" with zone value is not allowed')
        if address.ipv4_mapped is not None:
            raise ExpressionError(f'IPv4-mapped IPv6 address "{text}" is not allowed')
    return address


def _parsed_network(text: str) -> IPv4Interface | IPv6Interface:
    written, _, length = text.partition("/")
    problem = f'network address parse error during conversion from string: "{text}"'
    if not _LENGTH.fullmatch(length):
        raise ExpressionError(problem)
    address = _parsed_address(written)
    try:
        return ip_interface(f"{address}/{length}")
    except ValueError as error:
        raise ExpressionError(problem) from error


def _holds(parse: Value, text: str) -> bool:
    try:
        parse(text)
    except ExpressionError:
        return False
    return True


def _ip(address: _Address) -> Value:
    return opaque("net.IP", str(address))


def _address(value: Value) -> _Address:
    """An address given as text or as a value."""
    return _parsed_address(value) if isinstance(value, str) else ip_address(text_of(value))


def _cidr(value: Value) -> IPv4Interface | IPv6Interface:
    return _parsed_network(value) if isinstance(value, str) else ip_interface(text_of(value))


def contains_ip(network: Value, address: Value) -> bool:
    return _address(address) in _cidr(network).network


def contains_cidr(network: Value, other: Value) -> bool:
    outer: IPv4Network | IPv6Network = _cidr(network).network
    inner: IPv4Network | IPv6Network = _cidr(other).network
    return (
        outer.version == inner.version
        and inner.network_address in outer
        and outer.prefixlen <= inner.prefixlen
    )


def masked(network: Value) -> Value:
    return opaque("net.CIDR", str(_cidr(network).network))


def is_global_unicast(value: Value) -> bool:
    """As Go has it: all but unspecified, loopback, multicast, link-local and the broadcast address."""
    address = _address(value)
    return not (
        address.is_unspecified
        or address.is_loopback
        or address.is_multicast
        or address.is_link_local
        or address == IPv4Address("255.255.255.255")
    )


def is_link_local_multicast(value: Value) -> bool:
    address = _address(value)
    if isinstance(address, IPv4Address):
        return address in IPv4Network("224.0.0.0/24")
    return address.is_multicast and address.packed[1] & 0x0F == 0x02  # noqa: PLR2004 - the scope, RFC 4291


IMPLEMENTATIONS = {
    "ip": lambda text: _ip(_parsed_address(text)),
    "isIP": lambda text: _holds(_parsed_address, text),
    "ip.isCanonical": lambda text: str(_parsed_address(text)) == text,
    "net.IP.family": lambda value: _address(value).version,
    "net.IP.isUnspecified": lambda value: _address(value).is_unspecified,
    "net.IP.isLoopback": lambda value: _address(value).is_loopback,
    "net.IP.isLinkLocalMulticast": is_link_local_multicast,
    "net.IP.isLinkLocalUnicast": lambda value: _address(value).is_link_local,
    "net.IP.isGlobalUnicast": is_global_unicast,
    "cidr": lambda text: opaque("net.CIDR", str(_parsed_network(text))),
    "isCIDR": lambda text: _holds(_parsed_network, text),
    "net.CIDR.containsIP": contains_ip,
    "net.CIDR.containsCIDR": contains_cidr,
    "net.CIDR.ip": lambda value: _ip(_cidr(value).ip),
    "net.CIDR.prefixLength": lambda value: _cidr(value).network.prefixlen,
    "net.CIDR.masked": masked,
    "string": text_of,
}
