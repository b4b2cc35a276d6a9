"""The order of the stages, and the only place that knows it."""

from gate.pipeline.assemble import incomplete_by, unjudged
from gate.pipeline.judge import judge
from gate.pipeline.request import Progress, RepositoryState, Request, Silent

__all__ = ["Progress", "RepositoryState", "Request", "Silent", "incomplete_by", "judge", "unjudged"]
