"""The order of the stages, and the only place that knows it."""

from gate.pipeline.assemble import incomplete_by, unjudged
from gate.pipeline.judge import judge
from gate.pipeline.request import Change, Progress, RepositoryState, Request, Silent

__all__ = ["Change", "Progress", "RepositoryState", "Request", "Silent", "incomplete_by", "judge", "unjudged"]
