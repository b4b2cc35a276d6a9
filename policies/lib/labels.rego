# Label selectors, as the API server matches them.
# https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
package gate.lib.labels

# Whether a selector selects an object with these labels: {} selects everything, no selector nothing.
selects(selector, labels) if {
	is_object(selector)
	every key, value in _object(selector, "matchLabels") {
		labels[key] == value
	}
	every requirement in _array(selector, "matchExpressions") {
		_met(requirement, labels)
	}
}

# Whether a selector selects whatever there is.
selects_everything(selector) if {
	is_object(selector)
	count(_object(selector, "matchLabels")) == 0
	count(_array(selector, "matchExpressions")) == 0
}

_met(requirement, labels) if {
	requirement.operator == "In"
	_listed(requirement, labels)
}

_met(requirement, labels) if {
	requirement.operator == "NotIn"
	not _listed(requirement, labels)
}

_met(requirement, labels) if {
	requirement.operator == "Exists"
	requirement.key in object.keys(labels)
}

_met(requirement, labels) if {
	requirement.operator == "DoesNotExist"
	not requirement.key in object.keys(labels)
}

_listed(requirement, labels) if labels[requirement.key] in _array(requirement, "values")

_object(holder, field) := holder[field] if {
	is_object(holder[field])
} else := {}

_array(holder, field) := holder[field] if {
	is_array(holder[field])
} else := []
