# METADATA
# title: A pod mounts a path of the node
# description: |
#   A hostPath volume shows the pod files of the node: the kubelet's credentials, the container runtime's socket,
#   other pods' volumes. Looked at: `hostPath` of every volume.
#   Pod Security Standards, baseline, control "HostPath Volumes".
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#   - ref: https://github.com/kubernetes/pod-security-admission/blob/v0.36.2/policy/check_hostPathVolumes.go
#   - ref: https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
# scope: package
# custom:
#   severity: warning
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   scope: resource
#   mentions: ['hostPath']
#   remediation: Use a ConfigMap, emptyDir, persistent volume or CSI driver instead of hostPath.
package gate["pod-security"]["host-path-volumes"]

import data.gate.lib.workload

deny contains {"msg": msg, "pointer": sprintf("%s/volumes/%d/hostPath", [workload.pod_spec_pointer, index])} if {
	is_array(workload.pod_spec.volumes)
	some index, volume in workload.pod_spec.volumes
	volume.hostPath != null
	name := _text(object.get(volume, "name", null), sprintf("#%d", [index]))
	path := _text(object.get(volume, ["hostPath", "path"], null), "a path")
	msg := sprintf("volume %q mounts %s of the node", [name, path])
}

_text(value, _) := value if is_string(value)

_text(value, otherwise) := otherwise if not is_string(value)
