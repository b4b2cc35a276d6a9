"""CEL (Common Expression Language) as the API server speaks it."""

from gate.expressions.environment import Bindings, Environment, Expression
from gate.expressions.faults import CompileFault, EvaluationFault, ExpressionError
from gate.expressions.functions.patterns import matches

__all__ = [
    "Bindings",
    "CompileFault",
    "Environment",
    "EvaluationFault",
    "Expression",
    "ExpressionError",
    "matches",
]
