package gate_test.lib.compute

import data.gate.lib.compute

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "spec": spec}

_with(resources) := _pod({"containers": [{"name": "web", "resources": resources}]})

test_a_request_is_there if {
	every value in ["64Mi", "0.5", "1e3", "100m", 1, 0.1, "010", "1"] {
		count(compute.without_request("memory", [])) == 0 with input as _with({"requests": {"memory": value}})
	}
}

test_nothing_is_no_request if {
	every value in [0, 0.0, null, "", "0", "0Mi", "0.0", "0m", "00", "+0", "0e3", ".0"] {
		compute.without_request("memory", []) == {{
			"msg": "container \"web\" has a memory request of 0",
			"pointer": "/spec/containers/0/resources/requests/memory",
		}} with input as _with({"requests": {"memory": value}, "limits": {"memory": "64Mi"}})
	}
}

test_a_request_is_copied_from_the_limit if {
	count(compute.without_request("cpu", [])) == 0 with input as _with({"limits": {"cpu": 1}})
	count(compute.without_request("cpu", [])) == 1 with input as _with({"limits": {"cpu": 0}})
	count(compute.without_limit("cpu", [])) == 1 with input as _with({"requests": {"cpu": 1}})
}

test_the_pod_may_ask_for_all_of_its_containers if {
	pod := _pod({"resources": {"limits": {"memory": "1Gi", "ephemeral-storage": "1Gi"}}, "containers": [{"name": "web"}]})
	count(compute.without_request("memory", [])) == 0 with input as pod
	count(compute.without_limit("memory", [])) == 0 with input as pod
	count(compute.without_request("cpu", [])) == 1 with input as pod
	count(compute.without_limit("ephemeral-storage", [])) == 1 with input as pod
}

test_a_request_of_the_pod_is_no_limit if {
	pod := _pod({"resources": {"requests": {"memory": "1Gi"}}, "containers": [{"name": "web"}]})
	count(compute.without_request("memory", [])) == 0 with input as pod
	count(compute.without_limit("memory", [])) == 1 with input as pod
}

test_init_containers_count_and_ephemeral_ones_do_not if {
	{one.pointer | some one in compute.without_limit("memory", [])} == {
		"/spec/containers/0",
		"/spec/initContainers/0",
	} with input as _pod({
		"containers": [{"name": "web"}],
		"initContainers": [{"name": "proxy", "restartPolicy": "Always"}],
		"ephemeralContainers": [{"name": "debug"}],
	})
}

test_ignored_by_name if {
	count(compute.without_limit("memory", ["web"])) == 0 with input as _with({})
}

test_malformed_resources_count_as_missing_or_are_left_to_the_schema if {
	every resources in [null, [], "text", {"requests": null}, {"requests": "text"}, {"requests": ["memory"]}] {
		{one.pointer | some one in compute.without_request("memory", [])} == {"/spec/containers/0"} with input as _with(resources)
	}
	every value in [true, [], {}, "lots"] {
		count(compute.without_request("memory", [])) == 0 with input as _with({"requests": {"memory": value}})
	}
	count(compute.without_request("memory", [])) == 0 with input as _pod({"resources": "text", "containers": null})
}

_init(container) := _pod({
	"containers": [{"name": "web", "resources": {"requests": {"memory": 1}}}],
	"initContainers": [container],
})

test_an_init_container_runs_on_what_the_others_ask_for if {
	every container in [{"name": "a"}, {"name": "a", "resources": {"requests": {"memory": 0}}}] {
		count(compute.without_request("memory", [])) == 0 with input as _init(container)
		count(compute.without_request("cpu", [])) == 2 with input as _init(container)
		count(compute.without_limit("memory", [])) == 2 with input as _init(container)
	}
}

test_an_init_container_runs_on_nothing_where_another_asks_for_nothing if {
	spec := {"containers": [{"name": "web"}], "initContainers": [{"name": "a"}]}
	{one.pointer | some one in compute.without_request("memory", ["web"])} == {"/spec/initContainers/0"} with input as _pod(spec)
	count(compute.without_request("memory", [])) == 1 with input as _pod({"initContainers": [{"name": "a"}]})
}

test_a_sidecar_runs_beside_the_others if {
	{one.pointer | some one in compute.without_request("memory", [])} == {"/spec/initContainers/0"} with input as _init({
		"name": "a",
		"restartPolicy": "Always",
	})
}
