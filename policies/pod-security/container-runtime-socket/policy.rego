# METADATA
# scope: package
# title: A pod mounts the socket of the container runtime
# description: |
#   Who can write to the socket of Docker, containerd or CRI-O starts any container with any mount: it is root
#   on the node, whatever else the pod's security context says. Looked at: hostPath volumes that end in a known
#   socket's name, and the folders that hold nothing else. Pod Security Standards, baseline, allow no hostPath
#   at all.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
#   - ref: https://docs.docker.com/engine/security/#docker-daemon-attack-surface
# custom:
#   severity: error
#   scope: resource
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   mentions: ['hostPath']
#   remediation: Build images without the runtime of the node, and read the state of pods from the API.
package gate["pod-security"]["container-runtime-socket"]

import data.gate.lib.workload

_socket := `(?:^|/)(?:docker|dockershim|containerd|cri-dockerd|crio|podman|buildkitd|k3s/containerd/containerd)\.sock$|^/(?:var/)?run/(?:containerd|crio|docker|k3s/containerd)/?$`

deny contains {"pointer": pointer, "msg": msg} if {
	is_array(workload.pod_spec.volumes)
	some index, volume in workload.pod_spec.volumes
	path := volume.hostPath.path
	is_string(path)
	regex.match(_socket, path)
	pointer := concat("", [workload.pod_spec_pointer, workload.pointer(["volumes", index, "hostPath", "path"])])
	msg := sprintf("volume %q hands the container runtime of the node to the pod (%s)", [workload.name_of(volume, index), path])
}
