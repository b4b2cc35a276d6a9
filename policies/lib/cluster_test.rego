package gate_test.lib.cluster

import data.gate.lib.cluster

_deployment(name, spec) := {
	"apiVersion": "apps/v1", "kind": "Deployment",
	"metadata": {"name": name, "namespace": "shop"},
	"spec": object.union({"template": {"metadata": {"labels": {"app": name}}, "spec": {"containers": []}}}, spec),
}

_autoscaler := {
	"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}, "minReplicas": 2, "maxReplicas": 4},
}

_scaled_object := {
	"apiVersion": "keda.sh/v1alpha1", "kind": "ScaledObject",
	"metadata": {"name": "db", "namespace": "shop"}, "spec": {"scaleTargetRef": {"name": "db"}},
}

_replicas(resources) := replicas if {
	found := cluster.workloads.shop with input as {"resources": resources}
	replicas := {name: one.replicas |
		some one in found
		name := one.resource.metadata.name
	}
}

test_replicas if {
	_replicas([_deployment("web", {}), _deployment("db", {"replicas": 3})]) == {"db": 3, "web": 1}
	_replicas([_deployment("web", {"replicas": 5}), _autoscaler]) == {"web": 2}
	_replicas([_deployment("db", {}), _scaled_object]) == {"db": 0}
	_replicas([_deployment("web", {"replicas": "x"})]) == {"web": null}
}

test_the_pods_of_a_daemon_set_are_not_counted if {
	set := object.union(_deployment("agent", {}), {"kind": "DaemonSet"})
	_replicas([set]) == {"agent": null}
}

test_pods_on_the_network_of_the_node if {
	host := _deployment("agent", {"template": {"spec": {"hostNetwork": true}}})
	found := cluster.workloads.shop with input as {"resources": [host]}
	{one.host | some one in found} == {true}
}

test_what_a_budget_selects if {
	resources := [_deployment("web", {}), _deployment("db", {})]
	found := cluster.budgeted("shop", {"selector": {"matchLabels": {"app": "web"}}}) with input as {"resources": resources}
	{one.resource.metadata.name | some one in found} == {"web"}
	count(cluster.budgeted("other", {"selector": {}})) == 0 with input as {"resources": resources}
}

test_malformed_input_is_no_fault if {
	broken := [
		{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": null, "spec": {"template": {"metadata": 1, "spec": {}}, "replicas": []}},
		{"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "spec": {"scaleTargetRef": "x"}},
		{"apiVersion": "keda.sh/v1alpha1", "kind": "ScaledObject", "spec": []}, {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget"},
		{"kind": 1}, {},
	]
	count(cluster.workloads[""]) == 1 with input as {"resources": broken}
	count(cluster.disruption_budgets) == 0 with input as {"resources": broken}
}
