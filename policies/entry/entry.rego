# The one entry point of the pack, for both engines.
#
# input: {"resources": [{"group": NAME, "body": ...}], "select": {"resource": {NAME: [ID]}, "cluster": [ID]},
# "environment": NAME}
# data.system.params: {ENVIRONMENT: {"today": DATE, "family/rule": {PARAMETER: VALUE}}}; an environment that
# is not in it has the parameters of "". Without those there is no answer at all, which is no clean one.
#
# It lies under `system` because what walks `data.gate` cannot lie below it.
package system.entry

answer := findings if params

params := object.get(data.system.params, input.environment, data.system.params[""])

# What a policy says of one resource: `input` is the resource itself.
findings contains {"rule": id, "resource": index, "result": result} if {
	some index, item in input.resources
	ids := input.select.resource[item.group]
	resource := item.body
	some [id, result] in {[id, result] |
		some id in ids
		[family, name] := split(id, "/")
		some result in data.gate[family][name].deny
	} with input as resource with data.params as params
}

# What a policy says of a whole cluster: it names the resource it means by its index. All are asked under one
# `with`, so that what they look up alike is looked up once.
findings contains {"rule": id, "resource": null, "result": result} if {
	count(input.select.cluster) > 0
	view := {"resources": [item.body | some item in input.resources], "environment": input.environment}
	ids := input.select.cluster
	some [id, result] in {[id, result] |
		some id in ids
		[family, name] := split(id, "/")
		some result in data.gate[family][name].deny
	} with input as view with data.params as params
}
