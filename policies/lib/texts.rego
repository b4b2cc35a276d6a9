# The texts of a resource that no credential belongs in.
package gate.lib.texts

import data.gate.lib.encoding
import data.gate.lib.workload

# Every such place, as {text; words: format and arguments of its label; root, path: where it is}; `label` and
# `pointer` make the rest of it, for the few that are reported. Texts too short for a credential are left out.
# Where a text has a name (a key, a variable), the text is `name=value`, so that forms may ask for the name.
# A Secret's own values are another question.
places contains {"text": text, "words": ["key %q of data", [key]], "root": "", "path": ["data", key]} if {
	_is_config_map
	is_object(input.data)
	some key, value in input.data
	_long_enough(value)
	text := concat("=", [key, value])
}

places contains {"text": text, "words": ["key %q of binaryData", [key]], "root": "", "path": ["binaryData", key]} if {
	_is_config_map
	is_object(input.binaryData)
	some key, value in input.binaryData
	_long_enough(value)
	text := concat("=", [key, encoding.decoded(value)])
}

places contains {"text": text, "words": ["annotation %q", [key]], "root": "/metadata", "path": ["annotations", key]} if {
	is_object(input.metadata.annotations)
	some key, text in input.metadata.annotations
	_long_enough(text)
}

places contains {"text": text, "words": ["annotation %q", [key]], "root": root, "path": ["annotations", key]} if {
	root := workload.pod_metadata_pointer
	root != "/metadata"
	some key, text in workload.pod_annotations
	_long_enough(text)
}

places contains {"text": text, "words": words, "root": variable.root, "path": ["env", variable.index, "value"]} if {
	some variable in variables
	_long_enough(variable.value)
	text := concat("=", [variable.name, variable.value])
	words := ["variable %q of %s", [variable.name, variable.container]]
}

places contains {"text": text, "words": words, "root": container.pointer, "path": [field, index]} if {
	some container in workload.containers
	some field in ["args", "command"]
	is_array(container.container[field])
	some index, text in container.container[field]
	_long_enough(text)
	words := ["%s[%d] of %s", [field, index, container.label]]
}

places contains {"text": text, "words": ["value %q", [name]], "root": workload.pointer(root), "path": path} if {
	some root in _values
	walk(object.get(input, root, null), [path, value])
	_long_enough(value)
	name := concat(".", _words(path))
	text := concat("=", [name, value])
}

# Where a place is, in words for a message.
label(place) := sprintf(place.words[0], place.words[1])

# JSON pointer to a place.
pointer(place) := concat("", [place.root, workload.pointer(place.path)])

# The variables of every container that have a literal value: {name, value, container: its label, root: the
# pointer to it, index}.
variables contains {"name": name, "value": value, "container": container.label, "root": container.pointer, "index": index} if {
	some container in workload.containers
	is_array(container.container.env)
	some index, variable in container.container.env
	name := variable.name
	value := variable.value
	is_string(name)
	is_string(value)
}

_is_config_map if {
	input.kind == "ConfigMap"
	input.apiVersion == "v1"
}

# The shortest that is looked for is an address with a password, such as `x://:abc@y`.
_long_enough(value) if {
	is_string(value)
	count(value) >= 10
}

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
