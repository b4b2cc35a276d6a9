package gate_test.lib.encoding

import data.gate.lib.encoding

test_decoded if {
	encoding.decoded("aHVudGVyMg==") == "hunter2"
	encoding.decoded("cMOkc3N3b3JkCg==") == "p\u00e4ssword\n"
	encoding.decoded("") == ""
	every value in ["%%%", "aHVudGVyMg=", "/u3+7QAAAAI=", "//8=", null, 1, ["aHVudGVyMg=="]] {
		not encoding.decoded(value)
	}
}
