# Text out of base64.
package gate.lib.encoding

# Whole groups of four. WebAssembly's `base64.is_valid` takes what lacks padding, too.
_form := `^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$`

# The text that a base64 value holds; undefined where it is no base64 or no UTF-8. Built-ins on strings
# abort on other bytes in WebAssembly; OPA reads them as U+FFFD.
decoded(value) := text if {
	is_string(value)
	value != ""
	regex.match(_form, replace(replace(value, "\n", ""), "\r", ""))
	base64.is_valid(value)
	text := base64.decode(value)
	regex.match(`^[^\x{FFFD}]*$`, text)
}

decoded("") := ""
