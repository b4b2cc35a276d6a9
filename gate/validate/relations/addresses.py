"""IP addresses and address ranges as the API server reads them.

It takes leading zeros and IPv4-mapped addresses (`ParseIPSloppy` and `ParseCIDRSloppy` of k8s.io/utils/net).
"""

from __future__ import annotations

import ipaddress
import re
from typing import TypeAlias

Address: TypeAlias = "ipaddress.IPv4Address | ipaddress.IPv6Address"
Network: TypeAlias = "ipaddress.IPv4Network | ipaddress.IPv6Network"

_LEADING_ZEROS = re.compile(r"(?<![0-9a-fA-F])0+(?=[0-9])")
_BITS = re.compile(r"[0-9]+")


def address(written: str) -> Address | None:
    """The address that the text is; None when it is none."""
    found = _address(written)
    return getattr(found, "ipv4_mapped", None) or found


def network(written: str) -> Network | None:
    """The range that the text is (bits behind the prefix do not matter); None when it is none."""
    start, slash, bits = written.partition("/")
    first = _address(start)
    if first is None or not slash or not _BITS.fullmatch(bits):
        return None
    try:
        return ipaddress.ip_network(f"{first}/{bits}", strict=False)
    except ValueError:
        return None


def _address(written: str) -> Address | None:
    if "%" in written or "/" in written:
        return None
    try:
        return ipaddress.ip_address(_LEADING_ZEROS.sub("", written) if "." in written else written)
    except ValueError:
        return None


def why_not_external(found: Address) -> str:
    """Why an address cannot be an endpoint or an external address (`ValidateEndpointIP`); "" when it can."""
    if found.is_unspecified:
        return "must not be the unspecified address"
    if found.is_loopback:
        return "must not be in the loopback range (127.0.0.0/8, ::1/128)"
    if found.is_link_local:
        return "must not be in the link-local range (169.254.0.0/16, fe80::/10)"
    if found in _LOCAL_MULTICAST[found.version]:
        return "must not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"
    return ""


_LOCAL_MULTICAST: dict[int, Network] = {
    4: ipaddress.ip_network("224.0.0.0/24"),
    6: ipaddress.ip_network("ff02::/16"),
}
