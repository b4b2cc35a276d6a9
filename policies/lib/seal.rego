# The forms in which a Secret may lie in a repository without its value: encrypted by SOPS, or a
# reference that something in the cluster or the deployer fills in.
package gate.lib.seal

# One value encrypted by SOPS: nonce of 32 bytes, tag of 16.
# https://github.com/getsops/sops/blob/main/aes/cipher.go
_encrypted := concat("", [
	`ENC\[AES256_GCM,data:[A-Za-z0-9+/]+={0,2},iv:[A-Za-z0-9+/]{43}=,tag:[A-Za-z0-9+/]{22}==,`,
	`type:(?:str|int|float|bool|bytes|comment|time)\]`,
])

# What SOPS can encrypt its data key with. https://github.com/getsops/sops/blob/main/stores/stores.go
_key_sources := {"age", "azure_kv", "gcp_kms", "hckms", "hc_vault", "kms", "pgp"}

# The metadata that a dotenv file carries as variables of its own.
_dotenv_metadata := concat("", [
	`^sops_(?:version|mac|mac_only_encrypted|lastmodified|shamir_threshold`,
	`|(?:un)?encrypted_(?:comment_)?regex|(?:un)?encrypted_suffix`,
	`|(?:age|azure_kv|gcp_kms|hckms|hc_vault|kms|pgp)__list_[0-9]+__map_[a-z_]+)$`,
])

_dotenv_key := `^sops_(?:age|azure_kv|gcp_kms|hckms|hc_vault|kms|pgp)__list_[0-9]+__map_enc$`

# References that stand for a whole value, or for all of it but separators:
# Flux substitution without a default, and argocd-vault-plugin's inline path.
# https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
# https://argocd-vault-plugin.readthedocs.io/en/stable/howitworks/
_placeholder := `\$\{[A-Za-z_][A-Za-z0-9_]*(?::?[=-])?\}|<path:[^<>\s]+(?:\s*\|[^<>]*)?>`

_separators := `[\s:/@.,;_+-]*`

_placeholders := concat("", ["^", _separators, "(?:(?:", _placeholder, ")", _separators, ")+$"])

# Names hold spaces, too; variables may stand for them.
_op_part := `[A-Za-z0-9_.${}-][A-Za-z0-9_. ${}-]*`

# References that are a whole value, or a block of one line: bank-vaults' webhook, vals, 1Password.
# https://bank-vaults.dev/docs/mutating-webhook/ · https://github.com/helmfile/vals ·
# https://developer.1password.com/docs/cli/secret-reference-syntax/
_reference := concat("", [
	`^(?:(?:>>)?vault:[A-Za-z0-9_./-]+#[A-Za-z0-9_.{}$\s-]+(?:#[0-9]+)?`,
	`|(?:secret)?ref\+[a-z0-9]+://[^\s:@]+`,
	`|op://`, _op_part, `(?:/`, _op_part, `){2,3}(?:\?[a-z-]+=[A-Za-z0-9_-]+)?)\n*$`,
])

# A value that SOPS encrypted.
encrypted(value) if {
	is_string(value)
	regex.match(concat("", ["^", _encrypted, "$"]), value)
}

# A value that only names where the real one is.
reference(value) if {
	is_string(value)
	regex.match(_placeholders, value)
}

reference(value) if {
	is_string(value)
	regex.match(_reference, value)
}

# What the `sops` object of a resource lacks of what SOPS needs to decrypt it.
missing_metadata(sops) := {name |
	some name in {"a key group", "lastmodified", "mac"}
	not _has_metadata(sops, name)
}

_has_metadata(sops, "mac") if encrypted(sops.mac)

_has_metadata(sops, "lastmodified") if _written(sops.lastmodified)

_has_metadata(sops, "a key group") if _has_key(sops)

_has_metadata(sops, "a key group") if {
	some group in sops.key_groups
	_has_key(group)
}

_has_key(group) if {
	some source in _key_sources
	some entry in group[source]
	_written(entry.enc)
}

_written(value) if {
	is_string(value)
	value != ""
}

# The variables of a dotenv file that SOPS encrypted, as kustomize's secretGenerator reads them:
# Flux decrypts such a file before it builds.
# https://fluxcd.io/flux/components/kustomize/kustomizations/#decryption
dotenv(variables) if {
	encrypted(variables.sops_mac)
	_written(variables.sops_lastmodified)
	some key, value in variables
	regex.match(_dotenv_key, key)
	_written(value)
}

dotenv_metadata(key) if regex.match(_dotenv_metadata, key)

# The text of a whole file that SOPS encrypted (JSON and binary, YAML, dotenv), with nothing left plain.
file(text) if {
	_may_be_file(text)
	_json_file(text)
}

file(text) if {
	_may_be_file(text)
	_yaml_file(text)
}

file(text) if {
	_may_be_file(text)
	_dotenv_file(text)
}

_may_be_file(text) if {
	is_string(text)
	contains(text, "ENC[AES256_GCM,")
	contains(text, "sops")
}

_json_file(text) if {
	json.is_valid(text)
	document := json.unmarshal(text)
	is_object(document)
	count(missing_metadata(document.sops)) == 0
	content := object.remove(document, ["sops"])
	every leaf in {value | walk(content, [_, value]); not is_object(value); not is_array(value)} {
		_sealed_or_empty(leaf)
	}
}

_sealed_or_empty(value) if encrypted(value)

_sealed_or_empty(value) if value in {"", null}

# SOPS writes YAML in block style with one value a line, and its metadata last.
_yaml_file(text) if {
	parts := split(concat("", ["\n", text]), "\nsops:\n")
	count(parts) == 2
	every line in split(parts[0], "\n") {
		regex.match(_yaml_line, line)
	}
	every line in split(parts[1], "\n") {
		regex.match(`^(?:\s.*)?$`, line)
	}
	regex.match(concat("", [`(?m)^\s+mac: `, _encrypted, `\s*$`]), parts[1])
	regex.match(`(?m)^\s+lastmodified: \S`, parts[1])
	regex.match(`(?m)^\s+(?:- )?enc: \S`, parts[1])
}

_yaml_line := concat(_encrypted, [
	`^\s*(?:---|#`,
	`|(?:- )*(?:[^\s:#'"][^:#'"]*:)?\s*(?:`,
	`|""|\[\]|\{\}|null)?)\s*$`,
])

_dotenv_file(text) if {
	lines := {line |
		some line in split(text, "\n")
		not regex.match(concat("", [`^\s*(?:#`, _encrypted, `)?\s*$`]), line)
	}
	every line in lines {
		regex.match(`^[A-Za-z_][A-Za-z0-9_.-]*=`, line)
	}
	variables := {[name, value] |
		some line in lines
		name := split(line, "=")[0]
		value := substring(line, count(name) + 1, -1)
	}
	names := {name | some [name, _] in variables}
	count(names) == count(variables)
	dotenv({name: value | some [name, value] in variables})
	every variable in variables {
		_sealed_variable(variable[0], variable[1])
	}
}

_sealed_variable(name, _) if dotenv_metadata(name)

_sealed_variable(_, value) if _sealed_or_empty(value)
