"""`x-kubernetes-validations`: rules in CEL that a CustomResourceDefinition sets for its resources."""

from gate.validate.expressions.versions import faults_by_rules, faults_of_rules

__all__ = ["faults_by_rules", "faults_of_rules"]
