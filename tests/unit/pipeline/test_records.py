"""What is kept comes back as it was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gate.model.finding import Finding, Location, Related
from gate.model.outcome import Account, Outcome
from gate.model.resource import Provenance, Resource, ResourceId
from gate.pipeline.records import packed, unpacked

WORDS = st.text(max_size=8).filter(str.isprintable)
PLACES = st.builds(
    Location, path=WORDS, line=st.none() | st.integers(1, 99), precision=st.sampled_from(["exact", "file"])
)
IDS = st.builds(ResourceId, WORDS, WORDS, WORDS, WORDS, WORDS)
PROVENANCES = st.builds(
    Provenance, WORDS, WORDS, st.none() | st.integers(0, 9), st.none() | st.integers(0, 9)
)
TUPLES = st.lists(WORDS, max_size=2).map(tuple)
FINDINGS = st.builds(
    Finding,
    rule=WORDS,
    severity=st.sampled_from(["error", "warning", "info"]),
    message=WORDS,
    target=WORDS,
    resource=st.none() | IDS,
    provenance=st.none() | PROVENANCES,
    pointer=WORDS,
    at_key=st.booleans(),
    location=st.none() | PLACES,
    related=st.lists(st.builds(Related, PLACES, WORDS), max_size=2).map(tuple),
    unjudged=st.booleans(),
    remedy=WORDS,
    kubernetes_versions=TUPLES,
)
RESOURCES = st.builds(
    Resource,
    id=IDS,
    index=st.integers(0, 99),
    body=st.binary(max_size=20),
    provenance=PROVENANCES,
    kubernetes_versions=TUPLES,
    unknown=TUPLES,
)
OUTCOMES = st.builds(
    Outcome,
    st.lists(RESOURCES, max_size=3).map(tuple),
    st.lists(FINDINGS, max_size=3).map(tuple),
    st.lists(st.builds(Account, WORDS, WORDS), max_size=3).map(tuple),
)


@given(OUTCOMES)
def test_a_record_reads_back(outcome: Outcome[Resource]) -> None:
    assert unpacked(packed(outcome)) == outcome
