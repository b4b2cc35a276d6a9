# METADATA
# scope: package
# title: Role that approves or signs certificates
# description: |
#   A client certificate of the API server may carry any name, those of the control plane and of
#   system:masters included. Rules of a ClusterRole that approve, sign or attest for every signer,
#   or for one of kubernetes.io that issues client certificates, are looked at; so is the approval
#   of requests in a role that names no signers. resourceNames that list signers of your own are
#   fine. Kubernetes RBAC good practices, CIS Kubernetes Benchmark 5.1.11.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#csrs-and-certificate-issuing
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/
# custom:
#   severity: warning
#   scope: resource
#   kinds: [ClusterRole]
#   mentions: ['"signers"', '/approval"']
#   remediation: List in resourceNames the signers of your own, such as example.com/*.
package gate.rbac["certificate-signing"]

import data.gate.lib.rbac

_signing := {"group": "certificates.k8s.io", "resources": {"signers"}, "verbs": {"approve", "attest", "sign"}}

_approval := {
	"group": "certificates.k8s.io",
	"resources": {"certificatesigningrequests/approval", "*/approval"},
	"verbs": {"patch", "update"},
}

# Signers whose certificates the API server takes as those of a client.
_client_signers := {
	"kubernetes.io/*", "kubernetes.io/kube-apiserver-client", "kubernetes.io/kube-apiserver-client-kubelet",
	"kubernetes.io/legacy-unknown",
}

deny contains {"msg": msg, "pointer": one.pointer} if {
	some rule in rbac.rules
	not _own_signers(rule)
	some one in rbac.allowed(rule, _signing)
	msg := sprintf("rule allows %s for signers of client certificates", [one.verbs])
}

# What limits an approval is the signers that the approver may approve for; where this role says
# nothing of them, another one may give all.
deny contains {"msg": msg, "pointer": one.pointer} if {
	count([one | some rule in rbac.rules; some one in rbac.allowed(rule, _signing)]) == 0
	some rule in rbac.rules
	some one in rbac.allowed(rule, _approval)
	msg := sprintf("rule allows %s on %s, and the role names no signers", [one.verbs, one.resource])
}

_own_signers(rule) if {
	rbac.restricted(rule)
	every signer in _client_signers {
		not rbac.names_resource(rule, signer)
	}
}
