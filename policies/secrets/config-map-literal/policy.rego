# METADATA
# scope: package
# title: A key of a ConfigMap named like a credential has a value
# description: |
#   A key such as `db-password` or `API_TOKEN` of a ConfigMap most likely holds the credential itself: it stands
#   in Git, and everybody who may read ConfigMaps reads it, which is many more than may read Secrets. The key
#   must end like a credential's name. Passing: references, paths, URLs, numbers, booleans, masks, names of
#   Secrets, and values of more than one line, which are files. The value itself is never told.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/configmap/
#   - ref: https://kubernetes.io/docs/concepts/configuration/secret/
# custom:
#   severity: warning
#   scope: resource
#   kinds: [ConfigMap]
#   remediation: Move the key into a sealed Secret.
#   params:
#     ignoredNames:
#       type: array
#       items: {type: string}
#       default: []
#       description: keys that are known to hold no credential
package gate.secrets["config-map-literal"]

import data.gate.lib.credential_names
import data.gate.lib.workload

deny contains {"pointer": workload.pointer(["data", key]), "msg": msg} if {
	input.kind == "ConfigMap"
	input.apiVersion == "v1"
	is_object(input.data)
	some key, value in input.data
	is_string(value)
	not contains(value, "\n")
	not key in data.params["secrets/config-map-literal"].ignoredNames
	credential_names.literal(key, value)
	msg := sprintf("key %q holds a literal value", [key])
}
