package gate_test.lib.labels

import data.gate.lib.labels

_web := {"app": "web", "tier": "front"}

test_matched_labels if {
	labels.selects({"matchLabels": {"app": "web"}}, _web)
	not labels.selects({"matchLabels": {"app": "web", "tier": "back"}}, _web)
}

test_expressions if {
	every one in [
		{"key": "app", "operator": "In", "values": ["db", "web"]},
		{"key": "app", "operator": "NotIn", "values": ["db"]},
		{"key": "zone", "operator": "NotIn", "values": ["a"]},
		{"key": "app", "operator": "Exists"},
		{"key": "zone", "operator": "DoesNotExist"},
	] {
		labels.selects({"matchExpressions": [one]}, _web)
	}
	every one in [
		{"key": "app", "operator": "In", "values": ["db"]},
		{"key": "zone", "operator": "In", "values": ["a"]},
		{"key": "app", "operator": "NotIn", "values": ["web"]},
		{"key": "zone", "operator": "Exists"},
		{"key": "app", "operator": "DoesNotExist"},
		{"key": "app", "operator": "Gt", "values": ["1"]},
	] {
		not labels.selects({"matchExpressions": [one]}, _web)
	}
}

test_an_empty_selector_selects_everything_and_none_nothing if {
	labels.selects({}, _web)
	labels.selects_everything({})
	labels.selects_everything({"matchLabels": {}, "matchExpressions": []})
	not labels.selects_everything({"matchLabels": {"app": "web"}})
	not labels.selects(null, _web)
	not labels.selects_everything(null)
}
