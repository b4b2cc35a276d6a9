package gate_test.secrets.unsealed

import data.gate.secrets.unsealed as rule

_secret(content) := object.union({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "db"}}, content)

_encrypted := concat("", [
	"ENC[AES256_GCM,data:c2VhbGVk,iv:", "aXZpdml2aXZpdml2aXZpdml2aXZpdml2aXZpdml2aXY=",
	",tag:", "dGFndGFndGFndGFndGFnMQ==", ",type:str]",
])

_sops := {"mac": _encrypted, "lastmodified": "2026-03-01T09:30:00Z", "age": [{"enc": "YWdl"}]}

_result(content) := found if found := rule.deny with input as _secret(content)

test_message_names_the_key_and_never_the_value if {
	_result({"stringData": {"password": "hunter2"}}) == {{
		"msg": `key "password" of stringData holds a plain value`,
		"pointer": "/stringData/password",
	}}
}

test_pointer_is_escaped if {
	some result in _result({"data": {"tls/key~1": "aHVudGVyMg=="}})
	result.pointer == "/data/tls~1key~01"
}

test_every_key_is_a_finding if {
	count(_result({"data": {"a": "YQ==", "b": "Yg=="}, "stringData": {"a": "a"}})) == 3
}

test_encrypted_by_sops if count(_result({"data": {"a": _encrypted}, "sops": _sops})) == 0

test_missing_metadata_is_named if {
	messages := {result.msg | some result in _result({"data": {"a": _encrypted}, "sops": {"mac": _encrypted}})}
	messages == {concat("", [
		`key "a" of data looks encrypted by SOPS, `,
		"but cannot be decrypted: metadata without a key group, lastmodified",
	])}
}

test_a_plain_key_beside_encrypted_ones if {
	some result in _result({"data": {"a": _encrypted, "b": "Yg=="}, "sops": _sops})
	result.msg == `key "b" of data holds a plain value beside values that SOPS encrypted`
}

test_malformed_encrypted_value if {
	some result in _result({"data": {"a": "ENC[AES256_GCM,data:]"}, "sops": _sops})
	result.msg == `key "a" of data starts as if encrypted by SOPS, but is no well-formed encrypted value`
}

test_mac_must_be_encrypted if {
	count(_result({"data": {"a": _encrypted}, "sops": object.union(_sops, {"mac": "none"})})) == 1
}

test_values_of_the_wrong_type_are_plain if {
	count(_result({"stringData": {"a": 1, "b": true, "c": ["x"], "d": {"e": "f"}}})) == 4
}

test_plain_keys_are_a_parameter if {
	found := rule.deny with input as _secret({"stringData": {"url": "x", "password": "x"}})
		with data.params as {"secrets/unsealed": {"plainKeys": ["url"]}}
	{result.pointer | some result in found} == {"/stringData/password"}
}

test_binary_data_is_plain if count(_result({"data": {"keystore.jks": "/u3+7QAAAAI="}})) == 1

test_malformed_secrets_are_no_fault if {
	every content in [
		{}, {"data": null}, {"data": "x"}, {"data": ["x"]}, {"stringData": 1}, {"sops": 1, "data": {}},
		{"metadata": "x", "data": {}}, {"metadata": {"annotations": ["x"]}, "stringData": {}},
	] {
		count(_result(content)) == 0
	}
	count(rule.deny) == 0 with input as null
	count(rule.deny) == 0 with input as ["Secret"]
}

test_malformed_metadata_seals_nothing if {
	every sops in [1, "x", ["x"], {"age": "x"}, {"age": [1]}, {"key_groups": {"age": 1}}, {"mac": 1}] {
		count(_result({"data": {"a": _encrypted}, "sops": sops})) == 1
	}
}
