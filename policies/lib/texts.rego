# The texts of a resource that no credential belongs in.
package gate.lib.texts

import data.gate.lib.encoding
import data.gate.lib.workload

# Every such place, as {label: where, for a message; pointer; text}.
# Where a text has a name (a key, a variable), the text is `name=value`, so that forms may ask for the name.
# A Secret's own values are another question.
places contains {"label": sprintf("key %q of data", [key]), "pointer": pointer, "text": text} if {
	_is_config_map
	is_object(input.data)
	some key, value in input.data
	text := _named(key, value)
	pointer := workload.pointer(["data", key])
}

places contains {"label": sprintf("key %q of binaryData", [key]), "pointer": pointer, "text": text} if {
	_is_config_map
	is_object(input.binaryData)
	some key, value in input.binaryData
	text := _named(key, encoding.decoded(value))
	pointer := workload.pointer(["binaryData", key])
}

places contains _annotation([], input.metadata.annotations, key) if {
	is_object(input.metadata.annotations)
	some key, _ in input.metadata.annotations
}

places contains _annotation([workload.pod_metadata_pointer], workload.pod_annotations, key) if {
	workload.pod_pointer != ""
	some key, _ in workload.pod_annotations
}

places contains {"label": label, "pointer": pointer, "text": text} if {
	some variable in variables
	label := sprintf("variable %q of %s", [variable.name, variable.container])
	text := _named(variable.name, variable.value)
	pointer := variable.pointer
}

places contains {"label": label, "pointer": pointer, "text": text} if {
	some container in workload.containers
	some field in ["args", "command"]
	is_array(container.container[field])
	some index, text in container.container[field]
	is_string(text)
	label := sprintf("%s[%d] of %s", [field, index, container.label])
	pointer := concat("", [container.pointer, workload.pointer([field, index])])
}

places contains {"label": sprintf("value %q", [concat(".", _words(path))]), "pointer": pointer, "text": text} if {
	some root in _values
	walk(object.get(input, root, null), [path, value])
	text := _named(concat(".", _words(path)), value)
	pointer := workload.pointer(array.concat(root, path))
}

# The variables of every container that have a literal value: {name, value, container: its label, pointer: to
# the value}.
variables contains {"name": name, "value": value, "container": container.label, "pointer": pointer} if {
	some container in workload.containers
	is_array(container.container.env)
	some index, variable in container.container.env
	name := variable.name
	value := variable.value
	is_string(name)
	is_string(value)
	pointer := concat("", [container.pointer, workload.pointer(["env", index, "value"])])
}

# Whether decoded bytes are text. To OPA a byte that is no UTF-8 reads as U+FFFD; compiled to WebAssembly,
# `.` does not match it, and `lower` and its like give up on it.
is_unicode(decoded) if {
	regex.match(`^(?s:.)*$`, decoded)
	not regex.match(`\x{FFFD}`, decoded)
}

_is_config_map if {
	input.kind == "ConfigMap"
	input.apiVersion == "v1"
}

_named(name, value) := concat("=", [name, value]) if is_string(value)

_annotation(root, annotations, key) := {
	"label": sprintf("annotation %q", [key]),
	"pointer": concat("", array.concat(root, [workload.pointer(suffix)])),
	"text": annotations[key],
} if {
	is_string(annotations[key])
	suffix := _annotation_path(root, key)
}

_annotation_path([], key) := ["metadata", "annotations", key]

_annotation_path(root, key) := ["annotations", key] if count(root) > 0

_words(path) := [word |
	some step in path
	word := _word(step)
]

_word(step) := step if is_string(step)

_word(step) := format_int(step, 10) if is_number(step)

# What a chart is installed with, and the address it comes from.
_values contains ["spec", "values"] if {
	input.kind == "HelmRelease"
	workload.api_group(input) == "helm.toolkit.fluxcd.io"
}

_values contains ["spec", "source"] if _is_application

_values contains ["spec", "sources"] if _is_application

_is_application if {
	input.kind == "Application"
	workload.api_group(input) == "argoproj.io"
}
