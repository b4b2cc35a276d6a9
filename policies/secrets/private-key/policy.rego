# METADATA
# title: A private key lies outside a Secret
# description: |
#   ConfigMaps, container variables and arguments, annotations and chart values are read by far more people
#   and programs than Secrets, and are never encrypted at rest. Looked at: ConfigMaps (binaryData too),
#   annotations of every resource and pod template, `env`, `args` and `command` of every container, values
#   in a Flux HelmRelease and an Argo CD Application. Found: PEM private keys with a body (PKCS#1, PKCS#8,
#   EC, OpenSSH, PGP, encrypted ones too), PuTTY, WireGuard and age keys. Certificates and public keys pass.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/configmap/
#   - ref: https://www.rfc-editor.org/rfc/rfc7468#section-10
# scope: package
# custom:
#   severity: error
#   kinds: []
#   scope: resource
#   mentions: ['"annotations"', '"env"', '"args"', '"command"', '"data"', '"binaryData"', '"HelmRelease"', '"Application"']
#   remediation: Move the key into a sealed Secret, mount it from there, and replace the key that was in Git.
package gate.secrets["private-key"]

import data.gate.lib.credentials
import data.gate.lib.texts

deny contains {"msg": sprintf("%s holds %s", [texts.label(place), names]), "pointer": texts.pointer(place)} if {
	some place in texts.places
	found := credentials.private_keys(place.text)
	count(found) > 0
	names := concat(", ", sort(found))
}
