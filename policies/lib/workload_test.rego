package gate_test.lib.workload

import data.gate.lib.workload

_pod := {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "web"}]}}

_resources := {
	"/spec": {"apiVersion": "v1", "kind": "Pod", "spec": _pod.spec},
	"/template/spec": {"apiVersion": "v1", "kind": "PodTemplate", "template": _pod},
	"/spec/jobTemplate/spec/template/spec": {
		"apiVersion": "batch/v1", "kind": "CronJob",
		"spec": {"jobTemplate": {"spec": {"template": _pod}}},
	},
}

test_pod_spec_of_special_kinds if {
	every pointer, resource in _resources {
		workload.pod_spec == _pod.spec with input as resource
		workload.pod_spec_pointer == pointer with input as resource
	}
}

test_pod_spec_of_kinds_with_a_template if {
	every kind, version in {
		"DaemonSet": "apps/v1", "Deployment": "apps/v1", "ReplicaSet": "apps/v1", "StatefulSet": "apps/v1",
		"Job": "batch/v1", "ReplicationController": "v1",
	} {
		resource := {"apiVersion": version, "kind": kind, "spec": {"template": _pod}}
		workload.pod_spec == _pod.spec with input as resource
		workload.pod_pointer == "/spec/template" with input as resource
		workload.pod_metadata_pointer == "/spec/template/metadata" with input as resource
		workload.pod_labels == {"app": "web"} with input as resource
	}
}

test_same_kind_of_another_group_is_no_workload if {
	not workload.pod_spec with input as {
		"apiVersion": "example.com/v1", "kind": "Deployment",
		"spec": {"template": _pod},
	}
}

test_containers_of_every_kind if {
	found := workload.containers with input as {"apiVersion": "v1", "kind": "Pod", "spec": {
		"containers": [{"name": "web"}, {"image": "nginx"}],
		"initContainers": [{"name": "migrate"}],
		"ephemeralContainers": [{"name": "debug"}],
	}}
	{[c.pointer, c.kind, c.name, c.label] | some c in found} == {
		["/spec/containers/0", "container", "web", "container \"web\""],
		["/spec/containers/1", "container", "#1", "container \"#1\""],
		["/spec/initContainers/0", "init container", "migrate", "init container \"migrate\""],
		["/spec/ephemeralContainers/0", "ephemeral container", "debug", "ephemeral container \"debug\""],
	}
}

test_pod_metadata_is_empty_where_there_is_none if {
	workload.pod_metadata == {} with input as _resources["/spec"]
	workload.pod_annotations == {} with input as _resources["/spec"]
}

test_malformed_input_gives_nothing if {
	every resource in [
		null, "text", 3, [], {}, {"kind": "Pod"}, {"apiVersion": 1, "kind": "Pod", "spec": {}},
		{"apiVersion": "v1", "kind": ["Pod"]}, {"apiVersion": "v1", "kind": "Pod", "spec": "text"},
		{"apiVersion": "v1", "kind": "Pod", "metadata": 1, "spec": {"containers": null}},
		{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": "text", "initContainers": {"a": {"name": "b"}}}},
		{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [null, "text", 3, ["a"]]}},
		{"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"template": null}},
		{"apiVersion": "apps/v1", "kind": "Deployment", "spec": ["template"]},
	] {
		count(workload.containers) == 0 with input as resource
		workload.pod_labels == {} with input as resource
	}
}

test_name_of_a_wrong_type_is_the_index if {
	found := workload.containers with input as {"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"name": 3}, {"name": ""}]}}
	{c.name | some c in found} == {"#0", "#1"}
}

test_pointer_escapes if {
	workload.pointer(["metadata", "annotations", "example.com/a~b", 0]) == "/metadata/annotations/example.com~1a~0b/0"
	workload.pointer([]) == ""
}

test_api_group if {
	workload.api_group({"apiVersion": "v1"}) == ""
	workload.api_group({"apiVersion": "apps/v1"}) == "apps"
}
