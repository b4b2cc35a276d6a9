# METADATA
# title: A Secret holds a plain value
# description: |
#   A Secret in Git is readable by everyone who can read the repository and stays in its history; base64
#   is no encryption. Each key of `data` and `stringData` is looked at, however the Secret came to be.
#   Passing: values that SOPS encrypted, with metadata that can decrypt them (`mac`, `lastmodified`, a key
#   group), also as a file or dotenv file of a secretGenerator; empty values; and values that are nothing
#   but references: `${VAR}` without a default (Flux), `<path:…>` and, with the annotation
#   `avp.kubernetes.io/path`, `<key>` (argocd-vault-plugin), `vault:…#…`, `ref+…://…`, `op://…`.
#   Other kinds (SealedSecret, ExternalSecret, …) hold no plain value and are not asked.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/secrets-good-practices/
#   - ref: https://getsops.io/docs/
#   - ref: https://fluxcd.io/flux/guides/mozilla-sops/
# scope: package
# custom:
#   severity: error
#   kinds: [Secret]
#   scope: resource
#   remediation: Seal it (SOPS, SealedSecret), or let an operator fetch it (ExternalSecret); rotate the value that was in Git.
#   params:
#     plainKeys:
#       type: array
#       items: {type: string}
#       default: []
#       description: Keys whose value may stand plain in any Secret, such as `url` or `username`.
package gate.secrets.unsealed

import data.gate.lib.encoding
import data.gate.lib.seal
import data.gate.lib.workload

deny contains {"msg": sprintf("key %q of %s %s", [key, field, _fault(field, key)]), "pointer": pointer} if {
	input.kind == "Secret"
	input.apiVersion == "v1"
	some field in {"data", "stringData"}
	is_object(input[field])
	some key, value in input[field]
	not _empty(value)
	not _sealed(field, key, value)
	not _allowed(key)
	pointer := workload.pointer([field, key])
}

_allowed(key) if key in data.params["secrets/unsealed"].plainKeys

_empty(value) if value in {"", null}

_sealed(_, _, value) if {
	seal.encrypted(value)
	count(_missing) == 0
}

_sealed(field, key, _) if _text[field][key] == ""

_sealed(_, _, value) if _reference(value)

_sealed(field, key, _) if _reference(_text[field][key])

_sealed(field, key, _) if seal.file(_text[field][key])

_sealed(field, key, _) if {
	seal.dotenv(_text[field])
	_in_dotenv(key, _text[field][key])
}

_in_dotenv(key, _) if seal.dotenv_metadata(key)

_in_dotenv(_, text) if seal.encrypted(text)

_reference(value) if seal.reference(value)

# `<key>` is a reference only where the plugin is told to read it; elsewhere it is the value itself.
_reference(value) if {
	is_string(input.metadata.annotations["avp.kubernetes.io/path"])
	is_string(value)
	regex.match(`^<[A-Za-z0-9_.-]+(?:\s*\|[^<>]*)?>$`, value)
}

# What the pod gets to read: `data` is base64.
_text.data[key] := text if {
	is_object(input.data)
	some key, value in input.data
	text := encoding.decoded(value)
}

_text.stringData[key] := value if {
	is_object(input.stringData)
	some key, value in input.stringData
	is_string(value)
}

default _missing := {"a key group", "lastmodified", "mac"}

_missing := seal.missing_metadata(input.sops) if is_object(input.sops)

_fault(field, key) := sprintf("looks encrypted by SOPS, but cannot be decrypted: metadata without %s", [list]) if {
	seal.encrypted(input[field][key])
	list := concat(", ", sort(_missing))
} else := "starts as if encrypted by SOPS, but is no well-formed encrypted value" if {
	is_string(input[field][key])
	startswith(input[field][key], "ENC[")
} else := "holds a plain value beside values that SOPS encrypted" if {
	some other in ["data", "stringData"]
	some value in input[other]
	seal.encrypted(value)
} else := "holds a plain value"
