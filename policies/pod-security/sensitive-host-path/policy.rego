# METADATA
# scope: package
# title: A pod writes to a system folder of the node
# description: |
#   What can be written there runs as root on the node sooner or later: programs, units, kernel settings, the
#   kubelet's pods and keys, the manifests of the control plane. Looked at: hostPath volumes of such folders
#   that a container mounts without readOnly. Drivers for networks and storage need some; the parameter
#   `allowed` takes paths.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
# custom:
#   severity: warning
#   scope: resource
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   mentions: ['hostPath']
#   remediation: Mount the one folder that is needed, with readOnly where it is only read.
#   params:
#     allowed:
#       type: array
#       items: {type: string}
#       default: []
#       description: paths that pods may write to, as they are written in the volume
package gate["pod-security"]["sensitive-host-path"]

import data.gate.lib.workload

_folders := {
	"", "/bin", "/boot", "/dev", "/etc", "/etc/kubernetes", "/etc/kubernetes/manifests", "/etc/systemd", "/etc/systemd/system",
	"/home", "/lib", "/lib64", "/proc", "/root", "/run", "/sbin", "/sys", "/sys/fs/cgroup", "/usr", "/usr/bin",
	"/usr/local/bin", "/var", "/var/lib", "/var/lib/docker", "/var/lib/etcd", "/var/lib/kubelet", "/var/run",
}

deny contains {"pointer": pointer, "msg": msg} if {
	is_array(workload.pod_spec.volumes)
	some index, volume in workload.pod_spec.volumes
	path := volume.hostPath.path
	is_string(path)
	trim_right(path, "/") in _folders
	not path in data.params["pod-security/sensitive-host-path"].allowed
	labels := sort({container.label |
		some container in workload.containers
		some mount in container.container.volumeMounts
		mount.name == volume.name
		not _read_only(mount)
	})
	count(labels) > 0
	pointer := concat("", [workload.pod_spec_pointer, workload.pointer(["volumes", index, "hostPath", "path"])])
	msg := sprintf("%s may write to %s of the node", [concat(", ", labels), path])
}

_read_only(mount) if mount.readOnly == true
