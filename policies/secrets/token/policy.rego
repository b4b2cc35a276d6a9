# METADATA
# title: A token or password lies outside a Secret
# description: |
#   A credential in a ConfigMap, a container's variables or arguments, an annotation or chart values is
#   readable by everyone who can read the repository or the namespace, and stays in Git's history.
#   Found by form: keys and tokens of cloud providers, code hosts, package registries, chat, payment and
#   model services, signed JSON Web Tokens, and addresses with a password (`scheme://user:password@host`).
#   References (`$(VAR)`, `${VAR}`), masks and documentation values (`…EXAMPLE`, `changeme`) pass.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/secrets-good-practices/
#   - ref: https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns
# scope: package
# custom:
#   severity: error
#   kinds: []
#   scope: resource
#   mentions: ['"annotations"', '"env"', '"args"', '"command"', '"data"', '"binaryData"', '"HelmRelease"', '"Application"']
#   remediation: Revoke the credential, put a new one into a sealed Secret, and read it with secretKeyRef or a volume.
package gate.secrets.token

import data.gate.lib.credentials
import data.gate.lib.texts

deny contains {"msg": sprintf("%s holds %s", [texts.label(place), names]), "pointer": texts.pointer(place)} if {
	some place in texts.places
	found := credentials.tokens(place.text)
	count(found) > 0
	names := concat(", ", sort(found))
}
