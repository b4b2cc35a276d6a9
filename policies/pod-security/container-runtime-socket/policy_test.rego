package gate_test["pod-security"]["container-runtime-socket"]

import data.gate["pod-security"]["container-runtime-socket"] as policy

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": "shop"}, "spec": spec}

_found(path) := found if {
	found := policy.deny with input as _pod({"volumes": [{"name": "run", "hostPath": {"path": path}}]})
}

test_socket if {
	_found("/var/run/docker.sock") == {{
		"pointer": "/spec/volumes/0/hostPath/path",
		"msg": `volume "run" hands the container runtime of the node to the pod (/var/run/docker.sock)`,
	}}
	every path in ["/run/containerd/containerd.sock", "/var/run/crio/crio.sock", "/run/k3s/containerd/containerd.sock", "/run/containerd", "/run/containerd/"] {
		count(_found(path)) == 1
	}
}

test_others if {
	every path in ["/var/run/secrets", "/data/docker.sock.d", "/var/lib/docker/containers", "/run/containerd/io.containerd.runtime.v2.task", "/dev/log"] {
		count(_found(path)) == 0
	}
}
