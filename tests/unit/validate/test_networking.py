"""Services, Ingresses, NetworkPolicies and endpoints as the API server wants them."""

from __future__ import annotations

import pytest

from gate.model.json import JsonObject, JsonValue
from gate.validate.relations.addresses import address, network
from tests.unit.validate.resources import plain, said

PORT: JsonObject = {"port": 80}
BACKEND: JsonObject = {"service": {"name": "web", "port": {"number": 80}}}


def service(**spec: JsonValue) -> list[tuple[str, str, str]]:
    return said(plain("v1", "Service", spec={"ports": [PORT], **spec}))


def ingress(path: JsonObject, host: JsonValue = "a.example.com") -> list[tuple[str, str, str]]:
    full: JsonValue = {"path": "/", "pathType": "Prefix", "backend": BACKEND, **path}
    rules: JsonValue = [{"host": host, "http": {"paths": [full]}}]
    return said(plain("networking.k8s.io/v1", "Ingress", spec={"rules": rules}))


def policy(rule: JsonObject) -> list[tuple[str, str, str]]:
    return said(plain("networking.k8s.io/v1", "NetworkPolicy", spec={"podSelector": {}, "ingress": [rule]}))


@pytest.mark.parametrize(
    "spec",
    [
        {"clusterIP": "None", "ports": []},
        {"type": "ExternalName", "externalName": "a.example.com.", "ports": None},
        {"ports": [{"port": 80, "name": "a"}, {"port": 80, "name": "b", "protocol": "UDP"}]},
        {"ports": [{"port": 80, "targetPort": 0, "protocol": "", "name": ""}]},
        {
            "type": "LoadBalancer",
            "loadBalancerSourceRanges": [" 10.0.0.0/8 "],
            "externalTrafficPolicy": "Local",
        },
        {"externalIPs": ["1.2.3.4"], "externalTrafficPolicy": "Local"},
        {"type": "NodePort", "ports": [{"port": 80, "nodePort": 30080}]},
        {"sessionAffinity": "ClientIP", "sessionAffinityConfig": {}},
        {"loadBalancerSourceRanges": [], "loadBalancerClass": None, "externalTrafficPolicy": ""},
    ],
)
def test_services_that_the_server_takes(spec: JsonObject) -> None:
    assert service(**spec) == []


@pytest.mark.parametrize(
    ("spec", "rule", "pointer", "says"),
    [
        ({"ports": []}, "required", "", " must have ports"),
        (
            {"ports": [{"port": 0}]},
            "range",
            "/ports/0/port",
            ".ports[0].port is 0, must be between 1 and 65535",
        ),
        (
            {"ports": [{"port": 80, "name": "a"}, {"port": 80, "name": "b", "protocol": "TCP"}]},
            "duplicate",
            "/ports/1",
            ".ports[1] has port 80 of TCP again, as spec.ports[0]",
        ),
        (
            {"ports": [{"port": 80, "name": "a"}, {"port": 81}]},
            "required",
            "/ports/1",
            ".ports[1] must have a name, as there are several ports",
        ),
        (
            {"ports": [{"port": 80, "nodePort": 30080}]},
            "conflict",
            "/ports/0/nodePort",
            ".ports[0].nodePort must be left out, as the type is ClusterIP",
        ),
        (
            {"ports": [{"port": 80, "protocol": "http"}]},
            "value",
            "/ports/0/protocol",
            '.ports[0].protocol is "http", must be TCP, UDP or SCTP',
        ),
        (
            {"type": "clusterIP"},
            "value",
            "/type",
            '.type is "clusterIP", must be ClusterIP, NodePort, LoadBalancer or ExternalName',
        ),
        ({"type": "ExternalName"}, "required", "", " must have an externalName, as the type is ExternalName"),
        (
            {"externalTrafficPolicy": "Local"},
            "conflict",
            "/externalTrafficPolicy",
            ".externalTrafficPolicy must be left out, as a Service of type ClusterIP is not reached from outside",
        ),
        (
            {"loadBalancerSourceRanges": ["10.0.0.0/8"]},
            "conflict",
            "/loadBalancerSourceRanges",
            ".loadBalancerSourceRanges must be left out, as only the type LoadBalancer has it",
        ),
        (
            {"type": "LoadBalancer", "loadBalancerSourceRanges": ["10.0.0.0"]},
            "format",
            "/loadBalancerSourceRanges/0",
            '.loadBalancerSourceRanges[0] is "10.0.0.0", must be an address range such as 10.0.0.0/8',
        ),
        (
            {"externalIPs": ["127.0.0.1"]},
            "format",
            "/externalIPs/0",
            '.externalIPs[0] is "127.0.0.1", must not be in the loopback range (127.0.0.0/8, ::1/128)',
        ),
        (
            {"clusterIP": "none"},
            "format",
            "/clusterIP",
            '.clusterIP is "none", must be an IP address or "None"',
        ),
        (
            {"type": "NodePort", "clusterIP": "None"},
            "conflict",
            "/clusterIP",
            '.clusterIP is "None", must not be None, as the type is NodePort or LoadBalancer',
        ),
    ],
)
def test_services_that_it_refuses(spec: JsonObject, rule: str, pointer: str, says: str) -> None:
    assert service(**spec) == [(f"api/{rule}", f"/spec{pointer}", f"spec{says}")]


@pytest.mark.parametrize("host", ["a.b", "*.a.b", "", None, "999.0.0.1", "localhost"])
def test_hosts_that_the_server_takes(host: JsonValue) -> None:
    assert ingress({}, host) == []


@pytest.mark.parametrize("host", ["*", "a.*.b", "10.0.0.1", "A.b", "a_b.c", "a.b:80", "http://a.b"])
def test_hosts_that_it_refuses(host: str) -> None:
    assert [found[:2] for found in ingress({}, host)] == [("api/format", "/spec/rules/0/host")]


@pytest.mark.parametrize(
    "path",
    [
        {"path": "/(.*)"},
        {"pathType": "ImplementationSpecific", "path": None},
        {"pathType": "ImplementationSpecific", "path": "/a//b"},
        {"backend": {"service": {"name": "web", "port": {"name": "http", "number": 0}}}},
        {"backend": {"resource": {"kind": "Bucket", "name": "b", "apiGroup": "example.com"}}},
    ],
)
def test_paths_that_the_server_takes(path: JsonObject) -> None:
    assert ingress(path) == []


@pytest.mark.parametrize(
    ("path", "rule", "pointer", "says"),
    [
        ({"path": "a"}, "format", "/path", '.path is "a", must be an absolute path, such as /'),
        (
            {"path": ""},
            "required",
            "/path",
            '.path is "", must not be empty, as the pathType is Exact or Prefix',
        ),
        ({"backend": {}}, "one-of", "/backend", ".backend must have either a service or a resource"),
        (
            {"backend": {"service": {"name": "web", "port": {"name": "http", "number": 80}}}},
            "one-of",
            "/backend/service/port",
            ".backend.service.port must have either a name or a number",
        ),
    ],
)
def test_paths_that_it_refuses(path: JsonObject, rule: str, pointer: str, says: str) -> None:
    at = "/spec/rules/0/http/paths/0"
    found = [one for one in ingress(path) if not one[0].startswith("schema/")]
    assert found == [(f"api/{rule}", f"{at}{pointer}", f"spec.rules[0].http.paths[0]{says}")]


def test_an_ingress_routes_something() -> None:
    says = "spec must have rules or a defaultBackend"
    assert said(plain("networking.k8s.io/v1", "Ingress", spec={"rules": []})) == [
        ("api/required", "/spec", says)
    ]
    assert said(plain("networking.k8s.io/v1", "Ingress", spec={"defaultBackend": BACKEND})) == []


@pytest.mark.parametrize(
    "rule",
    [
        {"ports": [{}, {"port": 80, "endPort": 80}, {"port": "http"}]},
        {"from": [{"podSelector": {}, "namespaceSelector": {}}]},
        {"from": [{"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"]}, "podSelector": None}]},
        {"from": [{"ipBlock": {"cidr": "::/0", "except": ["fd00::/8"]}}]},
    ],
)
def test_policies_that_the_server_takes(rule: JsonObject) -> None:
    assert policy(rule) == []


@pytest.mark.parametrize(
    ("rule", "name", "pointer", "says"),
    [
        (
            {"ports": [{"port": 80, "endPort": 79}]},
            "conflict",
            "/ports/0/endPort",
            ".ports[0].endPort is 79, must be 80 (port) or more",
        ),
        (
            {"ports": [{"port": "http", "endPort": 79}]},
            "conflict",
            "/ports/0/port",
            '.ports[0].port is "http", must be a number, as there is an endPort',
        ),
        (
            {"ports": [{"endPort": 79}]},
            "required",
            "/ports/0",
            ".ports[0] must have a port, as it has an endPort",
        ),
        (
            {"from": [{}]},
            "required",
            "/from/0",
            ".from[0] must have a podSelector, a namespaceSelector or an ipBlock",
        ),
        (
            {"from": [{"ipBlock": {"cidr": "10.0.0.0/8"}, "podSelector": {}}]},
            "conflict",
            "/from/0/podSelector",
            ".from[0].podSelector must be left out, as an ipBlock stands alone",
        ),
        (
            {"from": [{"ipBlock": {"cidr": "10.0.0.0/8", "except": ["11.0.0.0/16"]}}]},
            "conflict",
            "/from/0/ipBlock/except/0",
            '.from[0].ipBlock.except[0] is "11.0.0.0/16", must be a smaller range within cidr (10.0.0.0/8)',
        ),
    ],
)
def test_policies_that_it_refuses(rule: JsonObject, name: str, pointer: str, says: str) -> None:
    assert policy(rule) == [(f"api/{name}", f"/spec/ingress/0{pointer}", f"spec.ingress[0]{says}")]


def test_addresses_of_an_endpoint_slice() -> None:
    body = plain(
        "discovery.k8s.io/v1",
        "EndpointSlice",
        addressType="IPv4",
        endpoints=[{"addresses": ["10.0.0.1"]}, {"addresses": ["fd00::1"]}],
        ports=[{"port": 80}],
    )
    says = 'endpoints[1].addresses[0] is "fd00::1", must be an IPv4 address (addressType)'
    assert said(body) == [("api/format", "/endpoints/1/addresses/0", says)]


@pytest.mark.parametrize("written", ["10.0.0.1", "010.0.0.1", "::1", "2001:db8::1", "::ffff:10.0.0.1"])
def test_addresses(written: str) -> None:
    assert address(written) is not None
    assert network(f"{written}/32") is not None


@pytest.mark.parametrize("written", ["", "x", "256.0.0.1", "10.0.0.1/32", "fe80::1%eth0", "1.2.3"])
def test_what_is_no_address(written: str) -> None:
    assert address(written) is None
    assert network(f"{written}/300") is None


@pytest.mark.parametrize(
    "spec", [[], "x", {"ports": {}}, {"ports": [1], "externalIPs": "x", "clusterIPs": {}}]
)
def test_malformed_specs_are_the_schemas_business(spec: JsonValue) -> None:
    for api_version, kind in (("v1", "Service"), ("networking.k8s.io/v1", "NetworkPolicy")):
        assert any(rule.startswith("schema/") for rule, _, _ in said(plain(api_version, kind, spec=spec)))
