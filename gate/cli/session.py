"""From arguments, environment and working directory to a request: where judging subcommands begin."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import IO, Any, Literal

from gate.cli.configured import ConfigurationSources, Configured, configured_by
from gate.cli.places import PIPE, Place, find_place
from gate.cli.refs import change_since, home_of, trusted_tree
from gate.cli.run_policies import RunPolicies
from gate.config.load import FILE_NAME
from gate.config.settings import Settings
from gate.errors import ConfigError, UsageError
from gate.evaluate import Credentials, EngineChoice, choose_engine, existing_opa
from gate.model.tree import Tree
from gate.pipeline import Progress, RepositoryState, Request, Silent
from gate.pipeline.schemas import schema_files, schema_notices, served_kinds
from gate.render import RenderOptions
from gate.system.cache import Store
from gate.system.files import MemoryTree, open_folder, private_folder
from gate.system.process import Limits
from gate.system.tools import Toolbox, find_tools
from gate.validate import available_versions
from gate.waive import Enforcement

MOST_JOBS = 32


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user asks for, as the options give it, with the defaults of those a subcommand lacks.

    judges: whether what is rendered is judged, too.
    """

    paths: tuple[str, ...] = ()
    kubernetes_versions: tuple[str, ...] = ()
    environment: str = ""
    schemas: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    pinned_policies: tuple[str, ...] = ()
    policy_key: str = ""
    config: str = ""
    trust: str = ""
    allow_remote: tuple[str, ...] = ()
    charts: str = ""
    timeout: float = 60.0
    jobs: int = 0
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    engine: Literal["auto", "opa", "embedded"] = "auto"
    opa_url: str = ""
    opa_packages: tuple[str, ...] = ()
    fail_on: Literal["error", "warning"] = "error"
    exit_zero: bool = False
    allow_empty: bool = False
    no_cache: bool = False
    since: str = ""
    judges: bool = True

    @classmethod
    def of(cls, paths: tuple[str, ...], said: Mapping[str, Any]) -> Asked:
        """From click's values, whose types click has checked: None is not said, and `a,b` is two names."""
        fields = {name for name in cls.__dataclass_fields__ if name != "paths"}
        values = {name: value for name, value in said.items() if name in fields and value is not None}
        for name in ("select", "ignore"):
            values[name] = tuple(part.strip() for part in values.get(name, "").split(",") if part.strip())
        return cls(paths=paths, **values)


@dataclass(frozen=True, slots=True)
class Here:
    """The surroundings of a run. home: where the gate keeps its private cache."""

    folder: Path
    environment: Mapping[str, str]
    today: dt.date
    stdin: IO[bytes]

    @classmethod
    def of_process(cls) -> Here:
        """The surroundings of this process."""
        today = dt.datetime.now(tz=dt.UTC).date()
        try:
            folder = Path.cwd()
        except OSError:
            raise UsageError("the working folder is gone", "change to one that is there") from None
        return cls(folder, dict(os.environ), today, sys.stdin.buffer)

    @property
    def cache(self) -> str:
        """The folder of tools that were installed, and of the store."""
        home = self.environment.get("XDG_CACHE_HOME") or str(
            Path(self.environment.get("HOME", "/")) / ".cache"
        )
        return self.environment.get("GATE_CACHE_DIR") or str(Path(home) / "gate")

    @property
    def store(self) -> str:
        """The folder of what one run keeps for the next."""
        return str(Path(self.cache) / "store")

    def toolbox(self, *, keep: bool = False) -> Toolbox:
        """The programs at hand. keep: remember their versions for the next run."""
        interpreter = str(Path(sys.executable).parent)
        store = Store(self.store) if keep else None
        return find_tools(self.environment.get("PATH", ""), self.cache, interpreter, store)


@contextmanager
def requested(asked: Asked, here: Here, progress: Progress | None = None) -> Iterator[Request]:
    """The request that the options make. UsageError, ConfigError or ToolError for what cannot be."""
    toolbox = here.toolbox(keep=not asked.no_cache)
    place = find_place(asked.paths, here.folder, toolbox, here.environment)
    with private_folder() as private, private_folder() as fetched, private_folder() as earlier:
        tree, scope = _tree(place, here)
        trusted, trusted_sha = trusted_tree(asked.trust, place, private)
        since = change_since(asked.since, place, tree, earlier)
        sources = ConfigurationSources(place, tree, asked.config, asked.trust, trusted, trusted_sha, since)
        configured = configured_by(sources, judges=asked.judges)
        around = folder_tree(place) if place.is_pipe else tree
        versions, version_notice = _versions(asked, configured.settings)
        schemas, schema_notices = _schemas(asked, configured.settings, around, trusted, here)
        policies = _policies(asked, here, configured, (around, trusted), Path(fetched))
        yield replace(
            _of_options(asked, here, toolbox, tree, configured.settings),
            render=_render_options(asked, here, lru_cache(partial(served_kinds, around, schemas))),
            settings_from=configured.name,
            proposed=configured.proposed,
            new_waivers=configured.new_waivers,
            versions=versions,
            scope=scope,
            schemas=schemas,
            policies=policies.admission,
            pinned_policies=policies.pinned,
            own=policies.own.sets,
            proposed_own=policies.own.proposed,
            trusted_tree=trusted,
            state=RepositoryState(head=place.head(), base=since.commit if since else "", trust=trusted_sha),
            since=since,
            home=home_of(place),
            notices=(*configured.notices, *version_notice, *schema_notices, *policies.own.notices),
            accounts=tuple(getattr(tree, "accounts", ())),
            progress=progress or Silent(),
        )


def _policies(
    asked: Asked, here: Here, configured: Configured, trees: tuple[Tree, Tree | None], fetched: Path
) -> RunPolicies:
    """The policies beside the pack. trees: what is judged, what is trusted. fetched: for what is brought."""
    if not _has_policies(asked, configured):
        return RunPolicies()
    # Most runs have none, and need nothing that brings or reads them.
    from gate.cli.own_policies import GivenPolicies, Preparation, run_policies  # noqa: PLC0415
    from gate.cli.policy_places import Bringing  # noqa: PLC0415

    toolbox = here.toolbox(keep=not asked.no_cache)
    bringing = Bringing(here.folder, fetched, toolbox, here.environment, asked.policy_key)
    given = GivenPolicies(asked.policies, asked.pinned_policies, bringing)
    program, store = toolbox.opa.program if toolbox.opa else "", "" if asked.no_cache else here.store
    return run_policies(given, configured, *trees, Preparation(program, store))


def _has_policies(asked: Asked, configured: Configured) -> bool:
    """Whether a run has, or a change proposes, policies beside the pack."""
    settings = (configured.settings, *([configured.proposed] if configured.proposed else []))
    return bool(asked.policies or asked.pinned_policies or any(one.policies for one in settings))


def _of_options(asked: Asked, here: Here, toolbox: Toolbox, tree: Tree, settings: Settings) -> Request:
    """What of a request the options alone decide."""
    return Request(
        tree=tree,
        settings=settings,
        versions=(),
        toolbox=toolbox,
        render=RenderOptions(),
        engine=_engine(asked, here, toolbox),
        enforcement=Enforcement(here.today, asked.fail_on, asked.exit_zero, settings.enforce_from),
        select=asked.select,
        ignore=asked.ignore,
        environment=asked.environment,
        jobs=min(asked.jobs or os.cpu_count() or 1, MOST_JOBS),
        allow_empty=asked.allow_empty,
        store="" if asked.no_cache else here.store,
    )


def _tree(place: Place, here: Here) -> tuple[Tree, tuple[str, ...]]:
    if place.is_pipe:
        text = here.stdin.read()
        if not text.strip():
            raise UsageError(
                "nothing came through the pipe",
                "with `set -o pipefail` the shell says so when its first part fails",
            )
        return MemoryTree({PIPE: text}), (PIPE,)
    return folder_tree(place), place.scope


def folder_tree(place: Place) -> Tree:
    """The files of a place, beside which a pipe is judged."""
    return place.repository.open_worktree() if place.repository is not None else open_folder(place.root)


def _versions(asked: Asked, settings: Settings) -> tuple[tuple[str, ...], tuple[str, ...]]:
    known = available_versions()
    wanted = asked.kubernetes_versions or settings.kubernetes
    for version in wanted:
        if version not in known:
            raise UsageError(f"there are no schemas for Kubernetes {version}", f"known: {', '.join(known)}")
    if wanted:
        return tuple(sorted(dict.fromkeys(wanted), key=known.index)), ()
    newest = known[-1]
    notice = f"Judged for Kubernetes {newest}, the newest known; `kubernetes:` in {FILE_NAME} says yours."
    return (newest,), (notice,)


def _schemas(
    asked: Asked, settings: Settings, tree: Tree, trusted: Tree | None, here: Here
) -> tuple[tuple[tuple[str, bytes], ...], tuple[str, ...]]:
    """The files of the configured schema folders, from where they are trusted, and of --schemas (the user's).

    And what to say of folders and files that hold nothing to judge by, and of a change to what is trusted.
    """
    source = trusted or tree
    for folder in settings.schemas:
        if not source.is_folder(folder.strip("/")):
            raise ConfigError(f"schemas: there is no folder {folder}", f"correct it in {FILE_NAME}")
    folders = {folder: schema_files(source, (folder,)) for folder in settings.schemas}
    edited = [folder for folder in settings.schemas if schema_files(tree, (folder,)) != folders[folder]]
    for folder in asked.schemas:
        files = schema_files(open_folder(str(here.folder / folder)), (".",))
        folders[folder] = tuple((f"{folder}/{path}", text) for path, text in files)
    notices = [notice for folder, files in folders.items() for notice in schema_notices(folder, files)]
    if edited:
        named = ", ".join(edited)
        notices.append(f"This change edits schemas ({named}); it was judged with those of the trusted ref.")
    return tuple(file for files in folders.values() for file in files), tuple(notices)


def _render_options(asked: Asked, here: Here, api_versions: Callable[[], tuple[str, ...]]) -> RenderOptions:
    return RenderOptions(
        limits=Limits(seconds=asked.timeout),
        allow_remote=asked.allow_remote,
        charts=str((here.folder / asked.charts).resolve()) if asked.charts else "",
        environment_path=here.environment.get("PATH", "") if asked.allow_remote else "",
        api_versions=api_versions,
    )


def _engine(asked: Asked, here: Here, toolbox: Toolbox) -> EngineChoice:
    environment = here.environment
    credentials = Credentials(
        token=environment.get("GATE_OPA_TOKEN", ""),
        certificate=environment.get("GATE_OPA_CERTIFICATE", ""),
        key=environment.get("GATE_OPA_KEY", ""),
        authority=environment.get("GATE_OPA_CA", ""),
    )
    opa = toolbox.opa if asked.engine != "embedded" else None
    return choose_engine(
        asked.engine,
        here.today,
        opa=(opa.program, opa.version) if opa else ("", ""),
        cache="" if asked.no_cache else here.store,
        existing=existing_opa(asked.opa_url, asked.opa_packages, credentials),
    )
