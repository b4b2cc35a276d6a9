# METADATA
# scope: package
# title: Ingress or Route without TLS
# description: |
#   Passwords and sessions cross the network in the open, and anybody on the way can change the answer. Looked
#   at: hosts of an Ingress that no entry of `tls` lists (an entry without hosts is for all), and OpenShift
#   Routes without `tls` or with `insecureEdgeTerminationPolicy: Allow`. An Ingress passes whose annotations say
#   that its controller ends TLS otherwise (AWS, Google Cloud, Azure, Traefik, nginx passthrough), and a Route
#   whose annotations have a certificate issued for it; other classes go into the parameter `classes`. NSA/CISA
#   Kubernetes Hardening Guide.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/ingress/#tls
#   - ref: https://docs.redhat.com/en/documentation/openshift_container_platform/4.18/html/networking/configuring-routes
# custom:
#   severity: warning
#   scope: resource
#   kinds: [Ingress, Route]
#   remediation: Add the host to spec.tls with the Secret of its certificate.
#   params:
#     classes:
#       type: array
#       items: {type: string}
#       default: []
#       description: ingress classes whose controllers end TLS without spec.tls
package gate.network["ingress-without-tls"]

import data.gate.lib.workload

deny contains {"pointer": "/spec/tls", "msg": "has no TLS"} if {
	_ingress
	count(_entries) == 0
}

deny contains {"pointer": sprintf("/spec/rules/%d/host", [index]), "msg": msg} if {
	_ingress
	count(_entries) > 0
	not _for_all
	is_array(input.spec.rules)
	some index, one in input.spec.rules
	host := one.host
	is_string(host)
	not _listed(host)
	msg := sprintf("host %s has no TLS", [host])
}

deny contains {"pointer": "/spec/tls", "msg": "has no TLS"} if {
	_route
	not _secured
	not _issued
}

deny contains {"pointer": "/spec/tls/insecureEdgeTerminationPolicy", "msg": "answers without TLS too"} if {
	_route
	input.spec.tls.insecureEdgeTerminationPolicy == "Allow"
}

_ingress if {
	input.kind == "Ingress"
	workload.api_group(input) in {"extensions", "networking.k8s.io"}
	is_object(input.spec)
	not _elsewhere
}

_route if {
	input.kind == "Route"
	workload.api_group(input) == "route.openshift.io"
	is_object(input.spec)
}

_secured if is_object(input.spec.tls)

# openshift-acme and cert-manager's openshift-routes write spec.tls in the cluster.
_issued if input.metadata.annotations["kubernetes.io/tls-acme"] == "true"

_issued if input.metadata.annotations["cert-manager.io/issuer-name"]

default _entries := []

_entries := input.spec.tls if is_array(input.spec.tls)

_for_all if {
	some entry in _entries
	is_object(entry)
	not _names_hosts(entry)
}

_names_hosts(entry) if entry.hosts[_]

_listed(host) if {
	some entry in _entries
	host in entry.hosts
}

_listed(host) if {
	some entry in _entries
	some wildcard in entry.hosts
	is_string(wildcard)
	startswith(wildcard, "*.")
	parts := split(host, ".")
	concat(".", array.concat(["*"], array.slice(parts, 1, count(parts)))) == wildcard
}

# Annotations by which a controller ends TLS without an entry in spec.tls.
_annotations := {
	"alb.ingress.kubernetes.io/certificate-arn": `.`,
	"alb.ingress.kubernetes.io/listen-ports": `"HTTPS"`,
	"appgw.ingress.kubernetes.io/appgw-ssl-certificate": `.`,
	"ingress.gcp.kubernetes.io/pre-shared-cert": `.`,
	"networking.gke.io/managed-certificates": `.`,
	"nginx.ingress.kubernetes.io/ssl-passthrough": `^true$`,
	"route.openshift.io/termination": `.`,
	"traefik.ingress.kubernetes.io/router.entrypoints": `^websecure$`,
	"traefik.ingress.kubernetes.io/router.tls": `^true$`,
	"traefik.ingress.kubernetes.io/router.tls.certresolver": `.`,
}

_elsewhere if {
	some name, form in _annotations
	value := input.metadata.annotations[name]
	is_string(value)
	regex.match(form, value)
}

_elsewhere if input.spec.ingressClassName in data.params["network/ingress-without-tls"].classes

_elsewhere if input.metadata.annotations["kubernetes.io/ingress.class"] in data.params["network/ingress-without-tls"].classes
