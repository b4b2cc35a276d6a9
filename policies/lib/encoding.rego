# Text out of base64.
package gate.lib.encoding

# The text that a base64 value holds; undefined where it is no base64 or no UTF-8. Built-ins on strings
# abort on other bytes in WebAssembly; OPA reads them as U+FFFD.
decoded(value) := text if {
	is_string(value)
	base64.is_valid(value)
	text := base64.decode(value)
	regex.match(`^[^\x{FFFD}]*$`, text)
}
