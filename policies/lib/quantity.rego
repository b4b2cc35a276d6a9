# Quantities of compute resources as whole numbers.
# https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
package gate.lib.quantity

_factors := {
	"": 1, "k": 1000, "M": 1000000, "G": 1000000000, "T": 1000000000000, "P": 1000000000000000,
	"Ki": 1024, "Mi": 1048576, "Gi": 1073741824, "Ti": 1099511627776, "Pi": 1125899906842624,
}

# Not every engine takes `007` for no JSON, so that the forms leave it out.
_form := `^((?:0|[1-9][0-9]*)(?:\.[0-9]+)?)(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?$`

# Thousandths of what a quantity says: `100m` is 100, `1Gi` is 1073741824000. Undefined for what is written in
# another way (exponents, nano) and for what is no quantity.
thousandths(value) := round(value * 1000) if is_number(value)

thousandths(value) := round(number) if {
	[number, suffix] := _parts(value)
	suffix == "m"
}

thousandths(value) := round((number * _factors[suffix]) * 1000) if {
	[number, suffix] := _parts(value)
}

_parts(value) := [number, parts[2]] if {
	is_string(value)
	[parts] := regex.find_all_string_submatch_n(_form, value, 1)
	digits := parts[1]
	json.is_valid(digits)
	number := json.unmarshal(digits)
}

# Share of a hundred that a text such as `50%` says.
percentage(value) := number if {
	is_string(value)
	regex.match(`^(?:0|[1-9][0-9]{0,2})%$`, value)
	digits := trim_suffix(value, "%")
	json.is_valid(digits)
	number := json.unmarshal(digits)
}
