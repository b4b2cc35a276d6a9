package gate_test.secrets["env-literal"]

import data.gate.secrets["env-literal"] as rule

_pod(env) := {"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"name": "web", "env": env}]}}

test_message_names_container_and_variable_and_never_the_value if {
	rule.deny == {{
		"msg": `container "web" sets DB_PASSWORD to a literal value`,
		"pointer": "/spec/containers/0/env/1/value",
	}} with input as _pod([{"name": "A", "value": "b"}, {"name": "DB_PASSWORD", "value": "hunter2"}])
}

test_names_of_credentials if {
	every name in [
		"PASSWORD", "DB_PASSWD", "dbPassword", "DB_PASS", "DB_PWD", "TOKEN", "githubToken", "JWT_SECRET", "API_KEY",
		"APIKEY", "AWS_SECRET_ACCESS_KEY", "PRIVATE_KEY", "SIGNING_KEY_1", "KEY_PASSPHRASE", "CREDENTIALS",
	] {
		count(rule.deny) == 1 with input as _pod([{"name": name, "value": "Hunter2"}])
	}
	every name in ["TOKEN_TTL", "COMPASS", "SECRETS_PATH", "PUBLIC_KEY", "KEY", "PASSWORD_FILE", "TOKENS"] {
		count(rule.deny) == 0 with input as _pod([{"name": name, "value": "Hunter2"}])
	}
}

test_a_password_that_reads_like_an_object_name if {
	count(rule.deny) == 1 with input as _pod([{"name": "JWT_SECRET", "value": "correct-horse"}])
	count(rule.deny) == 0 with input as _pod([{"name": "IMAGE_PULL_SECRET", "value": "registry-login"}])
}

test_ignored_names_are_a_parameter if {
	count(rule.deny) == 0 with input as _pod([{"name": "CSRF_TOKEN", "value": "X"}])
		with data.params as {"secrets/env-literal": {"ignoredNames": ["CSRF_TOKEN"]}}
}

test_malformed_input_is_no_fault if {
	every env in [null, 1, "x", {"name": "PASSWORD", "value": "x"}, ["PASSWORD"], [{"name": 1, "value": "x"}]] {
		count(rule.deny) == 0 with input as _pod(env)
	}
	count(rule.deny) == 0 with input as _pod([{"name": "PASSWORD", "value": 1}])
	count(rule.deny) == 0 with input as null
}
