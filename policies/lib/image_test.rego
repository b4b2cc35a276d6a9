package gate_test.lib.image

import data.gate.lib.image

_digest := "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

test_tag if {
	every reference, tag in {
		"nginx": "", "nginx:1.27": "1.27", "host:5000/nginx": "", "host:5000/nginx:1.27": "1.27",
		"ghcr.io/team/web": "", "nginx:1.27@sha256:abc": "1.27", "nginx@sha256:abc": "", "nginx:": "",
	} {
		image.tag(reference) == tag
	}
}

test_digest if {
	image.has_digest(concat("@", ["nginx", _digest]))
	image.has_digest(concat("@", ["host:5000/nginx:1.27", _digest]))
	not image.has_digest("nginx:1.27")
	not image.has_digest("nginx@sha256:")
	not image.has_digest("nginx@latest")
	not image.has_digest("nginx:sha256-0123456789abcdef0123456789abcdef")
}

test_repository_in_full if {
	every reference, repository in {
		"nginx": "docker.io/library/nginx", "nginx:1.27": "docker.io/library/nginx", "team/web": "docker.io/team/web",
		"index.docker.io/team/web:1": "docker.io/team/web", "ghcr.io/team/web@sha256:abc": "ghcr.io/team/web",
		"host:5000/web": "host:5000/web", "localhost/web:1": "localhost/web",
		"Registry.Example.com/web": "registry.example.com/web",
		"registry.example.com:1": "docker.io/library/registry.example.com",
	} {
		image.repository(reference) == repository
	}
}

test_prefix if {
	every entry, prefix in {
		"registry.example.com/": "registry.example.com", "docker.io": "docker.io", "index.docker.io/": "docker.io",
		"localhost": "localhost", "host:5000": "host:5000", "ghcr.io/team/": "ghcr.io/team", "team/": "docker.io/team", "nginx": "docker.io/library/nginx",
		"team/web": "docker.io/team/web",
	} {
		image.prefix(entry) == prefix
	}
}

test_images_of_containers_and_volumes if {
	image.images == {
		{"reference": "nginx", "pointer": "/spec/containers/0/image", "label": "container \"web\""},
		{"reference": "busybox", "pointer": "/spec/initContainers/0/image", "label": "init container \"migrate\""},
		{"reference": "models:1", "pointer": "/spec/volumes/1/image/reference", "label": "image volume \"models\""},
	} with input as {"apiVersion": "v1", "kind": "Pod", "spec": {
		"containers": [{"name": "web", "image": "nginx"}, {"name": "none"}],
		"initContainers": [{"name": "migrate", "image": " busybox"}],
		"volumes": [{"name": "tmp", "emptyDir": {}}, {"name": "models", "image": {"reference": "models:1"}}],
	}}
}

test_malformed_images_are_left_out if {
	every spec in [
		{"containers": [{"name": "web", "image": 3}, {"name": "web", "image": ""}, {"name": "web", "image": " "}]},
		{"volumes": "text"}, {"volumes": {"a": {"image": {"reference": "nginx"}}}},
		{"volumes": [null, "text", {"image": "nginx"}, {"image": {"reference": null}}]},
	] {
		count(image.images) == 0 with input as {"apiVersion": "v1", "kind": "Pod", "spec": spec}
	}
}
