"""Resources against policies."""

from __future__ import annotations

from gate.evaluate.bundle import PROFILES, Pack, examples, load_pack, profile
from gate.evaluate.engines import Credentials, EngineChoice, ExistingOpa, choose_engine, existing_opa
from gate.evaluate.evaluate import evaluate
from gate.evaluate.own import PolicySet
from gate.evaluate.running import Running, engine

__all__ = [
    "PROFILES",
    "Credentials",
    "EngineChoice",
    "ExistingOpa",
    "Pack",
    "PolicySet",
    "Running",
    "choose_engine",
    "engine",
    "evaluate",
    "examples",
    "existing_opa",
    "load_pack",
    "profile",
]
