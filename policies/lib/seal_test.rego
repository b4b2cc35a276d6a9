package gate_test.lib.seal

import data.gate.lib.seal

_iv := "aXZpdml2aXZpdml2aXZpdml2aXZpdml2aXZpdml2aXY="

_tag := "dGFndGFndGFndGFndGFnMQ=="

_encrypted(text, kind) := sprintf("ENC[AES256_GCM,data:%s,iv:%s,tag:%s,type:%s]", [text, _iv, _tag, kind])

_sealed := _encrypted("c2VhbGVk", "str")

_sops := {"mac": _sealed, "lastmodified": "2026-03-01T09:30:00Z", "pgp": [{"enc": "aFE="}]}

test_encrypted if {
	every kind in ["str", "int", "float", "bool", "bytes", "comment", "time"] {
		seal.encrypted(_encrypted("c2VhbGVk", kind))
	}
	every value in [
		"", "hunter2", "ENC[]", _encrypted("", "str"), _encrypted("c2VhbGVk", "other"), concat("", [_sealed, "x"]),
		concat("", ["x", _sealed]), concat("\n", [_sealed, "x"]), replace(_sealed, _iv, "aXY="), null, 1, [_sealed],
	] {
		not seal.encrypted(value)
	}
}

test_metadata if {
	seal.missing_metadata(_sops) == set()
	seal.missing_metadata({}) == {"a key group", "lastmodified", "mac"}
	every source in ["age", "azure_kv", "gcp_kms", "hckms", "hc_vault", "kms", "pgp"] {
		not "a key group" in seal.missing_metadata({source: [{"enc": "x"}]})
		not "a key group" in seal.missing_metadata({"key_groups": [{source: [{"enc": "x"}]}]})
		"a key group" in seal.missing_metadata({source: [{"enc": ""}]})
		"a key group" in seal.missing_metadata({source: []})
	}
}

test_reference if {
	every value in [
		"${A}", "${A}:${B}", "${A:=}", "${A:-}", "<path:secret/data/x#y>", "<path:a#b | base64encode>",
		"vault:secret/data/x#y", ">>vault:secret/data/x#y", "ref+vault://secret/x#/y", "secretref+gcpsecrets://a/b",
		"op://vault/item/field", "op://Automation/1password connect/token", "op://My vault/1password connect/a section/credentials",
		"op://vault/item/one-time password?attribute=otp", "op://$ENVIRONMENT/database/password",
		"op://vault/item/field\n",
	] {
		seal.reference(value)
	}
	every value in [
		"", "$A", "$(A)", "${A:=x}", "a${A}", "${a b}", "<a>", "vault:", "vault:x", "ref+http://u:p@h", "op://x",
		":/", null, 1, "op://vault/item", "op://vault/item/", "op://vault/item/field\npassword", "op://v/i/f:hunter2",
	] {
		not seal.reference(value)
	}
}

_yaml(head, tail) := concat("\n", array.concat(head, array.concat(
	[
		"sops:", "    age:", "        - recipient: age1", "          enc: |", "            YWdl",
		"    lastmodified: \"2026-03-01T09:30:00Z\"", sprintf("    mac: %s", [_sealed]),
	],
	tail,
)))

test_yaml_file if {
	seal.file(_yaml([sprintf("a: %s", [_sealed]), "b:", sprintf("    - %s", [_sealed]), `c: ""`], [""]))
	every line in ["a: hunter2", "- hunter2", "hunter2", "a: |", `"a": hunter2`, "# hunter2", sprintf("a: %s x", [_sealed])] {
		not seal.file(_yaml([sprintf("a: %s", [_sealed]), line], [""]))
	}
	not seal.file(_yaml([sprintf("a: %s", [_sealed])], ["b: hunter2"]))
	not seal.file(sprintf("a: %s\nsops:\n    mac: %s\n", [_sealed, _sealed]))
}

test_json_file if {
	seal.file(json.marshal({"data": _sealed, "list": [_sealed, null, ""], "sops": _sops}))
	not seal.file(json.marshal({"data": _sealed, "list": ["hunter2"], "sops": _sops}))
	not seal.file(json.marshal({"data": _sealed, "port": 5432, "sops": _sops}))
	not seal.file(json.marshal({"data": _sealed, "sops": {}}))
	not seal.file(json.marshal(["ENC[AES256_GCM,", "sops"]))
}

_variables := {
	"A": _sealed, "sops_mac": _sealed, "sops_lastmodified": "2026-03-01T09:30:00Z",
	"sops_age__list_0__map_enc": "YWdl",
}

_lines(variables) := concat("\n", [sprintf("%s=%s", [name, value]) | some name, value in variables])

test_dotenv_file if {
	seal.file(_lines(_variables))
	seal.file(_lines(object.union(_variables, {"EMPTY": ""})))
	not seal.file(_lines(object.union(_variables, {"B": "hunter2"})))
	not seal.file(_lines(object.union(_variables, {"sops_other": "hunter2"})))
	not seal.file(_lines(object.remove(_variables, {"sops_mac"})))
	not seal.file(concat("\n", [_lines(_variables), "hunter2"]))
	not seal.file(concat("\n", [_lines(_variables), "A=hunter2"]))
	not seal.file(concat("\n", [_lines(_variables), "# hunter2"]))
}
