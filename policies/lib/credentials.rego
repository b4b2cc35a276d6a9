# Credentials that can be told by their form. Precise rather than complete: each form carries a mark that
# its issuer gave it, or stands in a place that says what it is.
package gate.lib.credentials

# Kinds of private key. mark: what every one has, in lower case.
_private_keys := [
	{
		"name": "a PEM private key",
		"mark": `private key`,
		"pattern": concat("", [
			`-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----`,
			`(?:\s|\\n|\\r|[A-Z][A-Za-z-]+: [^\n\\]*)*([A-Za-z0-9+/]{40})`,
		]),
	},
	{
		"name": "an age private key",
		"mark": `age-secret-key-`,
		"pattern": `\bAGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]{58,}`,
	},
	{
		"name": "a WireGuard private key",
		"mark": `privatekey\s*=`,
		"pattern": `\bPrivateKey\s*=\s*([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)`,
	},
	{
		"name": "a PuTTY private key",
		"mark": `putty-user-key-file-`,
		"pattern": `PuTTY-User-Key-File-[23]:`,
	},
]

# Kinds of token, as their issuers write them. mark: what every one has, in lower case.
# The first group, where there is one, is the credential itself.
_tokens := [
	{"name": "an AWS access key id", "mark": `akia`, "pattern": `\bAKIA[A-Z0-9]{16}\b`},
	{"name": "an AWS temporary access key id", "mark": `asia`, "pattern": `\bASIA[A-Z0-9]{16}\b`},
	{
		"name": "an AWS secret access key",
		"mark": `secret_?(?:access_?)?key`,
		"pattern": concat("", [
			`(?i)(?:aws_?secret_?(?:access_?)?key|secret_?access_?key)["']?\s*[:=]\s*["']?`,
			`([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$)`,
		]),
	},
	{"name": "an Azure storage key", "mark": `accountkey=`, "pattern": `(?i)AccountKey=([A-Za-z0-9+/]{86}==)`},
	{
		"name": "an Azure shared access key",
		"mark": `sharedaccesskey=`,
		"pattern": `(?i)SharedAccessKey=([A-Za-z0-9+/]{43}=)`,
	},
	{
		"name": "an Azure shared access signature",
		"mark": `sig=`,
		"pattern": `[?&]sig=([A-Za-z0-9%+/]{40,}(?:%3[dD]|=))`,
	},
	{"name": "a Google API key", "mark": `aiza`, "pattern": `\bAIza[0-9A-Za-z_-]{35}(?:[^0-9A-Za-z_-]|$)`},
	{
		"name": "a Google OAuth client secret",
		"mark": `gocspx-`,
		"pattern": `\bGOCSPX-[0-9A-Za-z_-]{28}(?:[^0-9A-Za-z_-]|$)`,
	},
	{"name": "a GitHub token", "mark": `gh[opsur]_`, "pattern": `\bgh[opsur]_[A-Za-z0-9]{36,255}\b`},
	{
		"name": "a GitHub fine-grained token",
		"mark": `github_pat_`,
		"pattern": `\bgithub_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}\b`,
	},
	{
		"name": "a GitLab token",
		"mark": `gl[a-z]+-`,
		"pattern": `\bgl(?:pat|rt|dt|cbt|ptt|ft|soat|agent|oas)-[0-9A-Za-z_.-]{20,}`,
	},
	{"name": "a Slack token", "mark": `xox[a-z]`, "pattern": `\bxox[abeoprs](?:\.xox[bp])?-[0-9A-Za-z-]{10,}`},
	{"name": "a Slack app token", "mark": `xapp-`, "pattern": `\bxapp-[0-9]-[A-Z0-9]+-[0-9]+-[0-9a-f]{32,}`},
	{
		"name": "a Slack webhook",
		"mark": `hooks\.slack\.com/`,
		"pattern": `https://hooks\.slack\.com/(?:services|workflows)/T[A-Z0-9]{8,}/[AB][A-Z0-9]{8,}/[A-Za-z0-9/]{24,}`,
	},
	{
		"name": "a Discord webhook",
		"mark": `/api/webhooks/`,
		"pattern": `https://(?:[a-z]+\.)?discord(?:app)?\.com/api/webhooks/[0-9]{17,20}/[A-Za-z0-9_-]{60,}`,
	},
	{
		"name": "a Telegram bot token",
		"mark": `:aa`,
		"pattern": `\b[0-9]{8,10}:AA[A-Za-z0-9_-]{33}(?:[^A-Za-z0-9_-]|$)`,
	},
	{"name": "a Stripe live key", "mark": `k_live_`, "pattern": `\b[rs]k_live_[0-9A-Za-z]{24,}\b`},
	{"name": "a Stripe webhook secret", "mark": `whsec_`, "pattern": `\bwhsec_[0-9A-Za-z+/]{32,}`},
	{
		"name": "a SendGrid key",
		"mark": `sg\.[a-z0-9]`,
		"pattern": `\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}(?:[^A-Za-z0-9_-]|$)`,
	},
	{"name": "a Twilio API key", "mark": `sk[0-9a-f]{4}`, "pattern": `\bSK[0-9a-f]{32}\b`},
	{"name": "a Mailgun key", "mark": `key-[0-9a-f]{4}`, "pattern": `\bkey-[0-9a-f]{32}\b`},
	{"name": "a Mailchimp key", "mark": `-us[0-9]`, "pattern": `\b[0-9a-f]{32}-us[0-9]{1,2}\b`},
	{"name": "an npm token", "mark": `npm_`, "pattern": `\bnpm_[A-Za-z0-9]{36}\b`},
	{"name": "a PyPI token", "mark": `pypi-ageic`, "pattern": `\bpypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,}`},
	{"name": "a Docker Hub token", "mark": `dckr_`, "pattern": `\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{27,}`},
	{"name": "an Anthropic key", "mark": `sk-ant-`, "pattern": `\bsk-ant-[a-z]+[0-9]{2}-[A-Za-z0-9_-]{80,}`},
	{"name": "an OpenAI key", "mark": `t3blbkfj`, "pattern": `\bsk-[A-Za-z0-9_-]{20,}T3BlbkFJ[A-Za-z0-9_-]{20,}`},
	{"name": "a Hugging Face token", "mark": `hf_`, "pattern": `\bhf_[A-Za-z]{34}\b`},
	{"name": "a HashiCorp Vault token", "mark": `hv[bsr]\.`, "pattern": `\bhv[bsr]\.[A-Za-z0-9_-]{24,}`},
	{"name": "a Terraform Cloud token", "mark": `\.atlasv1\.`, "pattern": `\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{60,}`},
	{"name": "a DigitalOcean token", "mark": `do[opr]_v1_`, "pattern": `\bdo[opr]_v1_[0-9a-f]{64}\b`},
	{"name": "a Databricks token", "mark": `dapi[0-9a-f]`, "pattern": `\bdapi[0-9a-f]{32}\b`},
	{"name": "a Grafana token", "mark": `glsa_`, "pattern": `\bglsa_[A-Za-z0-9]{32}_[0-9A-Fa-f]{8}\b`},
	{"name": "a Grafana Cloud token", "mark": `glc_`, "pattern": `\bglc_[A-Za-z0-9+/]{32,}={0,2}`},
	{"name": "a New Relic key", "mark": `nrak-`, "pattern": `\bNRAK-[A-Z0-9]{27}\b`},
	{"name": "a Shopify token", "mark": `shp[a-z]{2}_`, "pattern": `\bshp(?:at|ca|pa|ss)_[0-9A-Fa-f]{32}\b`},
	{"name": "a Tailscale key", "mark": `tskey-`, "pattern": `\btskey-[a-z]+-[A-Za-z0-9]{10,}-[A-Za-z0-9]{20,}`},
	{
		"name": "a signed JSON Web Token",
		"mark": `\.eyj`,
		"pattern": `\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}`,
	},
	{
		"name": "a connection string with a password",
		"mark": `://[^/\s]*:[^/\s]*@`,
		"pattern": concat("", [
			`\b[A-Za-z][A-Za-z0-9+.-]*://`,
			`([A-Za-z0-9._%+~-]*:[A-Za-z0-9._~%!$&*+=^#?-]{3,})@[A-Za-z0-9\[$]`,
		]),
	},
]

# What says of itself that it is none: documentation values, masks, words in place of a credential, and
# the key of the Azure storage emulator, which is public.
_example := concat("", [
	`(?i)example|placeholder|change[-_]?me|replace[-_]?me|redacted|your[-_]|dummy|xxxx|\*{3}|\.{3}|0{8}`,
	`|SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c|Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UV`,
])

# user:password as documentation writes it, a password that is a reference ($VAR, %VAR%, %s), or a mask.
_example_login := concat("", [
	`(?i)^(?:my|your|db|some)?[-_]?(?:user(?:name)?|login|u):(?:my|your|db|some)?[-_]?(?:pass(?:word|wd)?|pwd|pw|secret|token)$`,
	`|:\$+[A-Z_]|:%[A-Z_]+%$|:%s$|:x+$|:\*+$`,
])

# The kinds of private key in a text, as words for a message.
private_keys(text) := _found(_private_keys, text)

# The kinds of token in a text, as words for a message.
tokens(text) := _found(_tokens, text)

_found(forms, text) := {form.name |
	is_string(text)
	lowered := lower(text)
	some form in forms
	regex.match(form.mark, lowered)
	some match in regex.find_all_string_submatch_n(form.pattern, text, -1)
	not _harmless(match[count(match) - 1])
}

_harmless(candidate) if regex.match(_example, candidate)

_harmless(candidate) if regex.match(_example_login, candidate)
