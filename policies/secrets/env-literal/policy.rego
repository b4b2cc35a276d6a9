# METADATA
# title: A container variable named like a credential has a literal value
# description: |
#   A literal `value` of a variable such as DB_PASSWORD or API_TOKEN is most likely the credential itself:
#   it stands in Git, in every workload that uses it, and in `kubectl describe`. The name must end like a
#   credential's (password, passphrase, secret, token, api key, access key, …). Passing: `valueFrom`, empty
#   values, references (`$(VAR)`, `${VAR}`, `vault:…`), paths, URLs, numbers, booleans, and names of Secrets.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/inject-data-application/distribute-credentials-secure/#define-container-environment-variables-using-secret-data
# scope: package
# custom:
#   severity: warning
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   scope: resource
#   remediation: Put the value into a sealed Secret and read it with valueFrom.secretKeyRef.
#   params:
#     ignoredNames:
#       type: array
#       items: {type: string}
#       default: []
#       description: Names of variables that are known to hold no credential.
package gate.secrets["env-literal"]

import data.gate.lib.seal
import data.gate.lib.texts

_credential := concat("", [
	`(?i)(?:passw(?:or)?d|passphrase|(?:^|[_.-])pass|(?:^|[_.-])pwd|secret|token|secret_?key_?base`,
	`|(?:api|access|secret|private|encryption|signing|auth|account|shared|master|license)[_.-]?key`,
	`|credentials?)[_.-]?[0-9]*$`,
])

# Values that are no credential whatever the name says.
_harmless := {
	"a reference": `\$\(|\$\{|\{\{|^<[^<>]*>$`,
	"a path": `^(?:~|\.{1,2})?/|^[A-Za-z]:\\|^file:`,
	"a URL, whose password is another rule's question": `^[A-Za-z][A-Za-z0-9+.-]*://`,
	"a number": `^-?[0-9]+(?:\.[0-9]+)?(?:ns|us|ms|s|m|h|d)?$`,
	"a switch": `(?i)^(?:true|false|yes|no|on|off|enabled?|disabled?|none|null|nil|auto|default|required|optional)$`,
	"a mask": `^(?:\*+|[xX]+)$`,
}

# `TLS_SECRET: web-tls` and `DB_CREDENTIALS: web-db` name a Secret.
_named_secret := `(?i)(?:tls|cert(?:ificate)?|ca|pull|image|docker|registry|webhook|existing)[_.-]?secret$|credentials?$`

_object_name := `^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$`

deny contains {"msg": msg, "pointer": pointer} if {
	some variable in texts.variables
	regex.match(_credential, variable.name)
	not _passes(variable.name, variable.value)
	pointer := sprintf("%s/env/%d/value", [variable.root, variable.index])
	msg := sprintf("%s sets %s to a literal value", [variable.container, variable.name])
}

_passes(_, "")

_passes(name, _) if name in data.params["secrets/env-literal"].ignoredNames

_passes(_, value) if seal.reference(value)

_passes(_, value) if {
	some pattern in _harmless
	regex.match(pattern, value)
}

_passes(name, value) if {
	regex.match(_named_secret, name)
	regex.match(_object_name, value)
}
