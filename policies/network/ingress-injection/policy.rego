# METADATA
# scope: package
# title: Ingress annotation that breaks out of its place
# description: |
#   ingress-nginx wrote the values of some annotations into its configuration as they were: a line break, quote
#   or semicolon in them ran code in the controller, which can read every Secret (CVE-2025-1097, CVE-2025-1098,
#   CVE-2025-24514, CVE-2025-1974). No honest value needs these characters. Looked at: `auth-url`,
#   `auth-signin`, `auth-tls-match-cn`, `mirror-target` and `mirror-host`.
# related_resources:
#   - ref: https://kubernetes.io/blog/2025/03/24/ingress-nginx-cve-2025-1974/
# custom:
#   severity: error
#   scope: resource
#   kinds: [Ingress]
#   mentions: ['nginx.ingress.kubernetes.io/']
#   remediation: Remove the characters, and update ingress-nginx.
package gate.network["ingress-injection"]

import data.gate.lib.workload

# What never belongs into the value of each.
_forms := {
	"auth-signin": `[\r\n"<>\\]|[;#]\s*[{}]|\}\}`,
	"auth-tls-match-cn": `[\r\n#;]`,
	"auth-url": `[\r\n"<>\\]|[;#]\s*[{}]|\}\}`,
	"mirror-host": `[\r\n;"#\s]`,
	"mirror-target": `[\r\n;"#]`,
}

deny contains {"pointer": workload.pointer(["metadata", "annotations", name]), "msg": msg} if {
	input.kind == "Ingress"
	some short, form in _forms
	name := concat("", ["nginx.ingress.kubernetes.io/", short])
	value := input.metadata.annotations[name]
	is_string(value)
	regex.match(form, trim_space(value))
	msg := sprintf("%s holds characters that end its place in the configuration of nginx", [short])
}
