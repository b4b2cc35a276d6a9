"""What certificate requests and trust bundles hold (pkg/apis/certificates/validation).

Encodings are judged and not the certificates themselves: signatures and X.509 are left to the server.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

from gate.model.json import JsonObject, mapping, text
from gate.validate.explain import Fault
from gate.validate.relations.forms import form_faults
from gate.validate.relations.places import fault
from gate.validate.wording import quoted

_BLOCK = re.compile(
    r"^-----BEGIN (?P<type>[^\n]*?)-----[ \t\r]*\n(?P<body>.*?)\n?-----END (?P=type)-----[ \t\r]*$",
    re.DOTALL | re.MULTILINE,
)
_MOST_BUNDLE_BYTES = 1024 * 1024
_SEQUENCE = 0x30


def request_faults(body: JsonObject) -> Iterator[Fault]:
    """The PEM block of a CertificateSigningRequest."""
    written = mapping(body.get("spec")).get("request")
    if not isinstance(written, str):
        return
    try:
        decoded = base64.b64decode(written.replace("\n", "").replace("\r", ""), validate=True)
    except (binascii.Error, ValueError):
        return  # said by the constraint
    block = _BLOCK.search(decoded.decode("latin-1"))
    place = ("spec", "request")
    if block is None or block["type"] != "CERTIFICATE REQUEST":
        yield fault("api/format", place, "must hold a PEM block of the type CERTIFICATE REQUEST")
    elif not _is_der(block["body"]):
        yield fault("api/format", place, "must hold a certificate request in its PEM block")


def trust_bundle_faults(body: JsonObject) -> Iterator[Fault]:
    """The PEM blocks of a ClusterTrustBundle, and its name, which begins with its signer's."""
    spec, name = mapping(body.get("spec")), text(mapping(body.get("metadata")).get("name"))
    signer = text(spec.get("signerName"))
    prefix = f"{signer.replace('/', ':')}:"
    if name and signer and not name.startswith(prefix):
        says = f"is {quoted(name)}, must begin with {quoted(prefix)} as of its signerName"
        yield fault("api/name", ("metadata", "name"), says)
    elif name and signer:
        yield from form_faults(name.removeprefix(prefix), "dns-subdomain", ("metadata", "name"))
    elif not signer and ":" in name:
        says = f'is {quoted(name)}, must have no ":" without a signerName'
        yield fault("api/name", ("metadata", "name"), says)
    bundle, place = text(spec.get("trustBundle")), ("spec", "trustBundle")
    if len(bundle.encode("utf-8", "replace")) > _MOST_BUNDLE_BYTES:
        yield fault("api/range", place, f"must hold at most {_MOST_BUNDLE_BYTES} bytes (1 MiB)")
        return
    blocks = list(_BLOCK.finditer(bundle))
    if bundle and not blocks:
        yield fault("api/required", place, "must hold at least one certificate in PEM")
    elif any(block["type"] != "CERTIFICATE" or not _is_der(block["body"]) for block in blocks):
        yield fault(
            "api/format", place, "must hold PEM blocks of the type CERTIFICATE, without headers, only"
        )
    elif len({"".join(block["body"].split()) for block in blocks}) < len(blocks):
        yield fault("api/duplicate", place, "must not hold a certificate twice")


def _is_der(written: str) -> bool:
    """Whether the body of a PEM block is base64 of one DER sequence."""
    try:
        decoded = base64.b64decode("".join(written.split()), validate=True)
    except (binascii.Error, ValueError):
        return False
    if len(decoded) < 2 or decoded[0] != _SEQUENCE:  # noqa: PLR2004 - tag and length
        return False
    if decoded[1] < 0x80:  # noqa: PLR2004 - the short form of a length
        return len(decoded) == 2 + decoded[1]
    digits = decoded[1] & 0x7F
    return len(decoded) == 2 + digits + int.from_bytes(decoded[2 : 2 + digits], "big")
