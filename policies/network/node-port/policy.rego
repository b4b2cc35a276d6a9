# METADATA
# scope: package
# title: Service that opens a port on every node
# description: |
#   A Service of type NodePort answers on every address of every node, beside whatever stands before the
#   cluster, and NetworkPolicies often see only the node as the sender. The parameter `namespaces` lists those
#   whose Services may.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport
# custom:
#   severity: warning
#   scope: resource
#   kinds: [Service]
#   mentions: ['"NodePort"']
#   remediation: Use type ClusterIP behind an Ingress or a Gateway.
#   params:
#     namespaces:
#       type: array
#       items: {type: string}
#       default: []
#       description: namespaces whose Services may open ports on the nodes
package gate.network["node-port"]

deny contains {"pointer": "/spec/type", "msg": "opens its ports on every node"} if {
	input.kind == "Service"
	input.apiVersion == "v1"
	input.spec.type == "NodePort"
	not object.get(input, ["metadata", "namespace"], "") in data.params["network/node-port"].namespaces
}
