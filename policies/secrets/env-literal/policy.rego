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
#   mentions: ['"env"']
#   remediation: Put the value into a sealed Secret and read it with valueFrom.secretKeyRef.
#   params:
#     ignoredNames:
#       type: array
#       items: {type: string}
#       default: []
#       description: Names of variables that are known to hold no credential.
package gate.secrets["env-literal"]

import data.gate.lib.credential_names
import data.gate.lib.texts

deny contains {"msg": msg, "pointer": pointer} if {
	some variable in texts.variables
	not _ignored(variable.name)
	credential_names.literal(variable.name, variable.value)
	pointer := sprintf("%s/env/%d/value", [variable.root, variable.index])
	msg := sprintf("%s sets %s to a literal value", [variable.container, variable.name])
}

_ignored(name) if name in data.params["secrets/env-literal"].ignoredNames
