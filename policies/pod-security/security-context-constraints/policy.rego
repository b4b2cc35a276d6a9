# METADATA
# scope: package
# title: SecurityContextConstraints that allow privileged pods
# description: |
#   On OpenShift they say what the pods of the listed users and groups may do. One that allows privileged
#   containers or every capability gives each of those users root on the nodes.
# related_resources:
#   - ref: https://docs.redhat.com/en/documentation/openshift_container_platform/4.18/html/authentication_and_authorization/managing-pod-security-policies
# custom:
#   severity: warning
#   scope: resource
#   kinds: [SecurityContextConstraints]
#   remediation: Allow only the capabilities and volumes that the pods need.
package gate["pod-security"]["security-context-constraints"]

deny contains {"pointer": "/allowPrivilegedContainer", "msg": "allows privileged containers"} if {
	input.kind == "SecurityContextConstraints"
	input.allowPrivilegedContainer == true
}

deny contains {"pointer": sprintf("/allowedCapabilities/%d", [index]), "msg": "allows every capability"} if {
	input.kind == "SecurityContextConstraints"
	is_array(input.allowedCapabilities)
	some index, name in input.allowedCapabilities
	name == "*"
}
