package gate_test.lib.quantity

import data.gate.lib.quantity

test_quantities if {
	every value, thousandths in {
		"100m": 100, "0.1": 100, "1": 1000, 2: 2000, "1.5": 1500, "1k": 1000000,
		"64Mi": 67108864000, "1Gi": 1073741824000, "0.5Gi": 536870912000, "0": 0,
	} {
		quantity.thousandths(value) == thousandths
	}
}

test_what_is_written_otherwise_is_undefined if {
	every value in ["", "x", "1e3", "10n", "-1", "1 Gi", "007", "1.", ".5", null, true, [], "1gi"] {
		not quantity.thousandths(value)
	}
}

test_percentages if {
	quantity.percentage("50%") == 50
	quantity.percentage("0%") == 0
	quantity.percentage("100%") == 100
	every value in ["50", 50, "%", "-1%", "1.5%", "1000%", null, "007%"] {
		not quantity.percentage(value)
	}
}
