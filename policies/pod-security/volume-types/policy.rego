# METADATA
# title: A pod uses a volume type outside the restricted set
# description: |
#   Volume types that speak to storage directly bypass the administrator's storage classes and run their clients
#   on the node. Allowed: configMap, csi, downwardAPI, emptyDir, ephemeral, image, persistentVolumeClaim,
#   projected, secret. Looked at: every volume; hostPath is the question of pod-security/host-path-volumes.
#   Pod Security Standards, restricted, control "Volume Types".
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
#   - ref: https://github.com/kubernetes/pod-security-admission/blob/v0.36.2/policy/check_restrictedVolumes.go
# scope: package
# custom:
#   severity: warning
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   scope: resource
#   mentions: ['"volumes"']
#   remediation: Mount the storage through a persistentVolumeClaim or a CSI driver.
package gate["pod-security"]["volume-types"]

import data.gate.lib.workload

_allowed := {
	"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image",
	"persistentVolumeClaim", "projected", "secret",
}

deny contains {"msg": msg, "pointer": concat("", [workload.pod_spec_pointer, workload.pointer(path)])} if {
	is_array(workload.pod_spec.volumes)
	some index, volume in workload.pod_spec.volumes
	is_object(volume)
	types := {type | some type, source in volume; type != "name"; source != null}
	count(types & (_allowed | {"hostPath"})) == 0
	type := min(types)
	path := ["volumes", index, type]
	msg := sprintf("volume %q is of the type %s", [_name(volume, index), type])
}

_name(volume, _) := volume.name if is_string(volume.name)

_name(volume, index) := sprintf("#%d", [index]) if not is_string(volume.name)
