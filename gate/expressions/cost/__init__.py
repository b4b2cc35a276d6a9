"""What an expression costs at most by the API server's estimate, from the sizes of what it reads."""

from gate.expressions.cost.amounts import LARGEST
from gate.expressions.cost.estimate import Sizes, estimated_cost

__all__ = ["LARGEST", "Sizes", "estimated_cost"]
