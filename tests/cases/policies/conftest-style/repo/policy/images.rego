package main

deny_latest[{"msg": msg, "pointer": pointer}] {
	container := input.spec.template.spec.containers[index]
	endswith(container.image, ":latest")
	pointer := sprintf("/spec/template/spec/containers/%d/image", [index])
	msg := sprintf("container %s runs whatever is latest", [container.name])
}

exception[rules] {
	input.metadata.name == "sandbox"
	rules := ["latest"]
}
