package gate_test.lib.credentials

import data.gate.lib.credentials

_hex := "3f9a1c7e5b2d8046"

_mixed := "k3J9xQ7bT2mW8rZ5vN1cY6pL4hG0fD3sA9eR"

_letters := "kQzWvNcYpLhGfDsAeRtBmJxUkQzWvNcYpL"

_long := concat("", [_mixed, _mixed, _mixed])

# Prefix and rest apart, so that scanners of files leave this one alone.
_tokens := {
	"a DigitalOcean token": ["dop_v1_", concat("", [_hex, _hex, _hex, _hex])],
	"a Databricks token": ["dapi", concat("", [_hex, _hex])],
	"a Discord webhook": ["https://discord.com/api/webhooks/", concat("", ["12345678901234567/", _long])],
	"a Docker Hub token": ["dckr_pat_", _mixed],
	"a GitHub fine-grained token": ["github_pat_", concat("_", [substring(_long, 0, 22), substring(_long, 0, 59)])],
	"a GitHub token": ["gho_", _mixed],
	"a GitLab token": ["glrt-", _mixed],
	"a Google API key": ["AIza", substring(_mixed, 0, 35)],
	"a Google OAuth client secret": ["GOCSPX-", substring(_mixed, 0, 28)],
	"a Grafana Cloud token": ["glc_", concat("", [_mixed, "=="])],
	"a Grafana token": ["glsa_", sprintf("%s_%s", [substring(_mixed, 0, 32), substring(_hex, 0, 8)])],
	"a HashiCorp Vault token": ["hvs.", _mixed],
	"a Hugging Face token": ["hf_", _letters],
	"a Mailchimp key": [concat("", [_hex, _hex]), "-us12"],
	"a Mailgun key": ["key-", concat("", [_hex, _hex])],
	"a New Relic key": ["NRAK-", "Q7ZB4KTW2MX9PLHDQ7ZB4KTW2MX"],
	"a PyPI token": ["pypi-", concat("", ["AgEIcHlwaS5vcmc", _long])],
	"a SendGrid key": ["SG.", concat(".", [substring(_long, 0, 22), substring(_long, 0, 43)])],
	"a Shopify token": ["shpat_", concat("", [_hex, _hex])],
	"a Slack app token": ["xapp-", sprintf("1-A0K3J9XQ7-1234567890123-%s%s", [_hex, _hex])],
	"a Slack token": ["xoxb-", _mixed],
	"a Slack webhook": ["https://hooks.slack.com/", concat("", ["services/T0K3J9XQ7/B0K3J9XQ7/", _mixed])],
	"a Stripe live key": ["rk_live_", _mixed],
	"a Stripe webhook secret": ["whsec_", _mixed],
	"a Tailscale key": ["tskey-", concat("", ["auth-k3J9xQ7bT2CNTRL-", _mixed])],
	"a Telegram bot token": ["8123456789:", concat("", ["AA", substring(_mixed, 0, 33)])],
	"a Terraform Cloud token": [substring(_mixed, 0, 14), concat("", [".atlasv1.", _long])],
	"a Twilio API key": ["SK", concat("", [_hex, _hex])],
	"a connection string with a password": ["mongodb+srv://app:", "hunter2@db.shop.test/app"],
	"a signed JSON Web Token": ["eyJhbGciOiJIUzI1NiJ9.", concat(".", ["eyJzdWIiOiJzaG9wIiwiYWRtaW4i", _mixed])],
	"an AWS access key id": ["AKIA", "Q7ZB4KTW2MX6PLHD"],
	"an AWS secret access key": ["aws_secret_access_key: ", concat("", [_mixed, "+a/B"])],
	"an AWS temporary access key id": ["ASIA", "Q7ZB4KTW2MX6PLHD"],
	"an Anthropic key": ["sk-ant-", concat("-", ["api03", _long])],
	"an Azure shared access key": ["SharedAccessKey=", concat("", [substring(_long, 0, 43), "="])],
	"an Azure shared access signature": ["https://shop.blob.core.windows.net/a?sv=2024-11-04&sig=", concat("", [_mixed, "aB3%2Fc%3D"])],
	"an Azure storage key": ["AccountKey=", concat("", [substring(_long, 0, 86), "=="])],
	"an OpenAI key": ["sk-proj-", concat("", [_mixed, "T3Blbk", "FJ", _mixed])],
	"an npm token": ["npm_", _mixed],
}

test_each_form_of_token_alone_quoted_and_within_a_text if {
	every name, parts in _tokens {
		token := concat("", parts)
		every text in [token, sprintf("a: %s\nb: c", [token]), sprintf(`{"a": "%s"}`, [token])] {
			credentials.tokens(text) == {name}
		}
	}
}

test_every_form_is_tested if {
	{form.name | some form in data.gate.lib.credentials._tokens} == object.keys(_tokens)
}

test_masks_are_no_tokens if {
	every text in [
		concat("", ["AKIA", "IOSFODNN7EXAMPLE"]), concat("", ["glpat-", "xxxxxxxxxxxxxxxxxxxx"]),
		"https://user:password@h", "https://u:$PASSWORD@h", "https://u:***@h", "https://u:xxx@h", "https://h:80@x",
	] {
		credentials.tokens(text) == set()
	}
}

_body := "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj"

_pem(kind, body) := sprintf("-----BEGIN %sPRI%s-----%s", [kind, "VATE KEY", body])

test_private_keys if {
	every kind in ["", "RSA ", "EC ", "DSA ", "OPENSSH ", "ENCRYPTED "] {
		credentials.private_keys(_pem(kind, concat("", ["\n", _body]))) == {"a PEM private key"}
	}
	credentials.private_keys(_pem("", concat("", [`\n`, _body]))) == {"a PEM private key"}
	credentials.private_keys(_pem("", concat("", ["\r\n  ", _body]))) == {"a PEM private key"}
	credentials.private_keys(replace(_pem("PGP ", sprintf("\nVersion: GnuPG v2\n\n%s", [_body])), "KEY-", "KEY BLOCK-")) == {"a PEM private key"}
	credentials.private_keys(concat("", ["PuTTY-User-Key-", "File-3: ssh-ed25519"])) == {"a PuTTY private key"}
}

test_no_private_keys if {
	every text in [
		_pem("", ""), _pem("", "\n${KEY}"), _pem("", "\nMIIE..."), replace(_pem("", _body), "PRI", "PUB"),
		"PrivateKey = x", "", null, 1, [_body],
	] {
		count({found | some found in credentials.private_keys(text)}) == 0
	}
}
