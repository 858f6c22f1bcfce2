"""File, environment and flags → settings; what is unknown or wrong is said by place and key."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from kiosk.errors import SettingsError
from kiosk.settings.places import CONFIG_PATH, find_places, is_enrolled
from kiosk.settings.sections import Right, Settings

PREFIX = "KIOSK_"
SEPARATOR = "__"
WHERE_TO_READ = "docs/settings.md lists every setting."
CONFIDENTIAL = "central.database_url"
"""Never shown, and never with one in the file."""


@dataclass(frozen=True, slots=True)
class Key:
    """One setting, as the documentation and the doctor name it."""

    name: str
    variable: str
    says: str
    right: str
    default: str


@dataclass(frozen=True, slots=True)
class _Given:
    """A value and where it stands: `place` is a file, a variable or a flag."""

    value: object
    place: str
    is_file: bool = False


_Values = dict[tuple[str, str], _Given]


def load_settings(
    environ: Mapping[str, str], config_path: Path = CONFIG_PATH, flags: Mapping[str, object] | None = None
) -> Settings:
    """Return the settings: the file at `config_path` if there is one, then `environ`, then `flags`.

    `flags` are named as keys ("camera.source"); None means that the flag was not given. Raises
    SettingsError SET-01 for an unknown key, SET-02 for a wrong value, SET-03 for a file that is no
    TOML or cannot be read, SET-04 for a secret in the file, SET-05 and SET-07
    for what an enrolled unit refuses.
    """
    given: _Values = {}
    for name, one in (*_of_file(config_path), *_of_environment(environ), *_of_flags(flags or {})):
        given[_known(name, one)] = one
    settings = _validated(given)
    if is_enrolled(find_places(settings, environ, config_path)):
        _refuse_demonstration(given, settings)
        refuse_plain(settings.central.url)
    return settings


def keys() -> Iterator[Key]:
    """Give every setting there is, in the order of the documentation."""
    for section, field in Settings.model_fields.items():
        for name, detail in _fields_of(field).items():
            yield Key(
                name=f"{section}.{name}",
                variable=_variable(section, name),
                says=detail.description or "",
                right=_right(detail),
                default=_as_text(detail.default),
            )


def _of_file(path: Path) -> Iterator[tuple[str, _Given]]:
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return
    except OSError as fault:
        raise SettingsError(
            "SET-03", f"{path} cannot be read: {fault.strerror}.", "Let this user read it, or run as the kiosk's user."
        ) from fault
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise SettingsError("SET-03", f"{path} is no TOML: {fault}.", WHERE_TO_READ) from fault
    for section, table in tables.items():
        if not isinstance(table, dict):
            raise SettingsError(
                "SET-01",
                f"{path}: {section!r} stands outside a section.",
                _did_you_mean(section, Settings.model_fields),
            )
        if section not in Settings.model_fields:
            raise SettingsError(
                "SET-01", f"{path}: [{section}] is no section.", _did_you_mean(section, Settings.model_fields)
            )
        for name, value in table.items():
            yield f"{section}.{name}", _Given(value, f"{path}: {section}.{name}", is_file=True)


def _of_environment(environ: Mapping[str, str]) -> Iterator[tuple[str, _Given]]:
    for variable in sorted(environ):
        if variable.startswith(PREFIX):
            name = variable.removeprefix(PREFIX).lower().replace(SEPARATOR, ".", 1)
            yield name, _Given(environ[variable], variable)


def _of_flags(flags: Mapping[str, object]) -> Iterator[tuple[str, _Given]]:
    for name, value in flags.items():
        if value is not None:
            yield name, _Given(value, f"the flag for {name}")


def _known(name: str, given: _Given) -> tuple[str, str]:
    """Return section and key of a setting that exists. Raises SettingsError SET-01, or SET-04 for a secret."""
    section, _, key = name.partition(".")
    field = Settings.model_fields.get(section)
    if field is None or key not in _fields_of(field):
        is_variable = given.place.startswith(PREFIX)
        known = {(one.variable if is_variable else one.name): None for one in keys()}
        raise SettingsError(
            "SET-01", f"{given.place} is no setting.", _did_you_mean(given.place if is_variable else name, known)
        )
    if given.is_file and name == CONFIDENTIAL and re.match(r"[^/]*//[^/@]*:[^/@]*@", str(given.value)):
        raise SettingsError(
            "SET-04",
            f"{given.place} holds a password, and everybody may read that file.",
            f"Set {_variable(section, key)} in the service's environment instead.",
        )
    return section, key


def _did_you_mean(name: str, known: Mapping[str, object]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"Did you mean {near[0]}? {WHERE_TO_READ}" if near else WHERE_TO_READ


def _validated(given: _Values) -> Settings:
    tables: dict[str, dict[str, object]] = {}
    for (section, key), one in given.items():
        tables.setdefault(section, {})[key] = one.value
    try:
        return Settings.model_validate(tables)
    except ValidationError as fault:
        first = fault.errors()[0]
        section, key = str(first["loc"][0]), str(first["loc"][1])
        one = given[section, key]
        right = _right(_fields_of(Settings.model_fields[section])[key])
        shown = "not shown here, and wrong" if f"{section}.{key}" == CONFIDENTIAL else f"{one.value!r}, which is wrong"
        raise SettingsError("SET-02", f"{one.place} is {shown}.", f"Give {right}.") from None


def _refuse_demonstration(given: _Values, settings: Settings) -> None:
    wanted = {
        ("clock", "at"): settings.clock.at,
        ("unit", "demonstration"): settings.unit.demonstration,
        ("screen", "screenshots"): settings.screen.screenshots,
    }
    for name, value in wanted.items():
        if value:
            raise SettingsError(
                "SET-05",
                f"{given[name].place} is for demonstrations, and this is an enrolled unit.",
                "Take the setting away, or run the demonstration on another machine.",
            )


def refuse_plain(url: str) -> None:
    """Raise SettingsError SET-07 where what the centre at `url` answers could be another's words on the way.

    What comes from this machine itself passes no network.
    """
    parts = urlsplit(url)
    if parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
        raise SettingsError(
            "SET-07",
            f"{url!r} is plain http: anybody on the way could answer in the centre's name.",
            "Give the central service's https:// address.",
        )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _fields_of(section: FieldInfo) -> dict[str, FieldInfo]:
    kind = section.annotation
    assert isinstance(kind, type)
    assert issubclass(kind, BaseModel)
    return kind.model_fields


def _right(field: FieldInfo) -> str:
    return next(one.words for one in field.metadata if isinstance(one, Right))


def _variable(section: str, key: str) -> str:
    return f"{PREFIX}{section}{SEPARATOR}{key}".upper()


def _as_text(value: object) -> str:
    if value is None:
        return "none"
    return str(value).lower() if isinstance(value, bool) else str(value)
