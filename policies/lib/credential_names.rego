# Names that say that their value is a credential, and values that are none whatever the name says.
package gate.lib.credential_names

import data.gate.lib.seal

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

# Whether a name ends like a credential's and its value may be one.
literal(name, value) if {
	regex.match(_credential, name)
	not _passes(name, value)
}

_passes(_, "")

_passes(_, value) if seal.reference(value)

_passes(_, value) if {
	some pattern in _harmless
	regex.match(pattern, value)
}

_passes(name, value) if {
	regex.match(_named_secret, name)
	regex.match(_object_name, value)
}
