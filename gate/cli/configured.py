"""The settings of a run, from where they are trusted, and what a change makes of them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path

from gate.cli.places import Place
from gate.config.load import FILE_NAME, load
from gate.config.settings import Settings
from gate.errors import ConfigError
from gate.model.finding import Location
from gate.model.tree import Tree
from gate.model.waiver import Waiver
from gate.pipeline import Change
from gate.system.git_objects import read_at

_NOWHERE = Location("")


@dataclass(frozen=True, slots=True)
class ConfigurationSources:
    """Where a configuration can come from.

    file: of --config, "" for the repository's own. trusted: the tree of the trusted ref, at `commit`.
    """

    place: Place
    tree: Tree
    file: str = ""
    trust: str = ""
    trusted: Tree | None = None
    commit: str = ""
    since: Change | None = None


@dataclass(frozen=True, slots=True)
class Configured:
    """Settings, the file they are from, what to say of that, and what the change proposes instead.

    new_waivers: those that the change adds or rewrites.
    """

    settings: Settings
    name: str = FILE_NAME
    notices: tuple[str, ...] = ()
    proposed: Settings | None = None
    new_waivers: tuple[Waiver, ...] = ()

    def for_rendering(self) -> Configured:
        """The same without the folders that only judging needs: what is rendered may be to fill them."""
        return replace(self, settings=replace(self.settings, schemas=(), policies=()), proposed=None)


def configured_by(sources: ConfigurationSources, *, judges: bool = True) -> Configured:
    """Settings from where they are trusted. judges: whether more than rendering is meant.

    What the change makes of them is checked for being usable, and told; nothing is judged by it.
    ConfigError for a file that cannot be used.
    """
    configured = _configured(sources)
    return configured if judges else configured.for_rendering()


def _configured(sources: ConfigurationSources) -> Configured:
    if sources.file:
        return Configured(load(Path(sources.file).read_bytes(), sources.file), sources.file)
    own = _read(sources)
    proposed = load(own, FILE_NAME) if own is not None else None
    if sources.trusted is not None:
        return _of_trusted(sources, sources.trusted, own, proposed)
    settings = proposed or Settings()
    return Configured(settings, new_waivers=_added(settings, _before(sources)))


def _of_trusted(
    sources: ConfigurationSources, trusted: Tree, own: bytes | None, proposed: Settings | None
) -> Configured:
    theirs = trusted.read(FILE_NAME) if trusted.is_file(FILE_NAME) else None
    where, name = f"{sources.trust} ({sources.commit[:12]})", f"{FILE_NAME} of {sources.trust}"
    notices = []
    settings = Settings()
    if theirs is None:
        notices.append(f"{where} has no {FILE_NAME}: judged with the defaults.")
    else:
        try:
            settings = load(theirs, name)
        except ConfigError as error:
            if proposed is None:
                raise
            # A change that mends it has to pass, and is not believed in what else it says.
            notices.append(f"{error.message}: judged with the defaults.")
    if own != theirs:
        parts = _edited(settings, proposed or Settings())
        notices.append(f"This change edits {FILE_NAME}{parts}; it was judged with the one of {where}.")
    return Configured(settings, name, tuple(notices), proposed, _added(proposed or Settings(), settings))


def _edited(before: Settings, after: Settings) -> str:
    """Which parts of the configuration are no longer the same, as in ` (rules, waivers)`."""
    old, new = _unplaced(before), _unplaced(after)
    parts = [one.name for one in fields(Settings) if getattr(old, one.name) != getattr(new, one.name)]
    names = ", ".join(_KEYS.get(part, part) for part in parts)
    return f" ({names})" if names else ""


# Where a setting is not called as its key is.
_KEYS = {
    "annotation_waivers": "annotationWaivers",
    "enforce_from": "enforce",
    "exclude": "targets.exclude",
    "include": "targets.include",
}


def _unplaced(settings: Settings) -> Settings:
    """The settings without the lines that they stand in."""
    return replace(
        settings,
        waivers=tuple(replace(waiver, source=_NOWHERE) for waiver in settings.waivers),
        externals=tuple(replace(external, source=_NOWHERE) for external in settings.externals),
    )


def _before(sources: ConfigurationSources) -> Settings | None:
    """The settings at the commit that a change is looked at from, None where there is none to look from."""
    if sources.since is None or sources.place.repository is None:
        return None
    content = read_at(sources.place.repository, sources.since.commit, FILE_NAME)
    if content is None:
        return Settings()
    try:
        return load(content, FILE_NAME)
    except ConfigError:
        return Settings()


def _added(after: Settings, before: Settings | None) -> tuple[Waiver, ...]:
    """The waivers that stood nowhere before, wherever they stand now."""
    if before is None:
        return ()
    known = set(_unplaced(before).waivers)
    return tuple(one for one in after.waivers if replace(one, source=_NOWHERE) not in known)


def _read(sources: ConfigurationSources) -> bytes | None:
    """The configuration file: the tree's; for a pipe, that of the folder's repository."""
    if sources.place.is_pipe:
        file = Path(sources.place.root) / FILE_NAME
        return file.read_bytes() if file.is_file() else None
    try:
        return sources.tree.read(FILE_NAME) if sources.tree.is_file(FILE_NAME) else None
    except PermissionError:
        raise ConfigError(f"{FILE_NAME} leads outside the repository", "make it a regular file") from None
