# METADATA
# scope: package
# title: Ingress that brings its own configuration of nginx
# description: |
#   A snippet is put into the configuration of the shared ingress controller as it is: who may create an Ingress
#   can read every Secret that the controller can (CVE-2021-25742). ingress-nginx refuses snippets unless the
#   administrator allows them; what does without them works everywhere.
# related_resources:
#   - ref: https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#configuration-snippet
#   - ref: https://github.com/kubernetes/kubernetes/issues/126811
# custom:
#   severity: info
#   scope: resource
#   kinds: [Ingress]
#   mentions: ['snippet']
#   remediation: Use the annotations for the purpose, or the configuration of the controller.
package gate.network["ingress-snippet"]

import data.gate.lib.workload

deny contains {"pointer": workload.pointer(["metadata", "annotations", name]), "msg": msg} if {
	input.kind == "Ingress"
	is_object(input.metadata.annotations)
	some name, _ in input.metadata.annotations
	regex.match(`^nginx\.(?:ingress\.kubernetes\.io|org)/[a-z-]*snippets?$`, name)
	msg := sprintf("puts %s into the configuration of nginx", [split(name, "/")[1]])
}
