"""The settings: read once at the top, passed down as frozen values.

The shipped `config.toml` holds every setting with its default; a site's own file, found by `--config`,
`$ARIL_CONFIG` or `./config.toml`, overrides what it names. An unknown key or a bad value stops the start
with its file and line.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from aril import resources
from aril.domain.errors import SettingError
from aril.printing.address import LOCAL

Mode = Literal["production", "demonstration", "development"]
Port = Annotated[int, Field(ge=0, le=65535)]
Count = Annotated[int, Field(ge=1)]


def _site_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("expected an address such as https://trace.example.org, without ? and #")
    return value.rstrip("/")


def _namespace(value: str) -> str:
    if not value.endswith(("/", "#")) or not urlsplit(value).scheme:
        raise ValueError("expected an address that ends in / or #, such as https://trace.example.org/")
    return value


def _database_url(value: str) -> str:
    if not value:
        return value
    # A command that has no database to speak of need not wait for SQLAlchemy.
    from sqlalchemy import make_url  # noqa: PLC0415
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415

    try:
        url = make_url(value)
    except ArgumentError:
        raise ValueError("expected an address such as postgresql+psycopg://user@host/name") from None
    if url.password:
        raise ValueError("expected no password here: put it in $PGPASSWORD or ~/.pgpass")
    return value


def _network(value: str) -> str:
    try:
        ip_network(value)
    except ValueError:
        raise ValueError("expected a network such as 192.168.1.0/24") from None
    return value


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Site(_Section):
    name: Annotated[str, Field(min_length=1, max_length=40)]
    base_url: Annotated[str, AfterValidator(_site_url)]
    namespace: Annotated[str, AfterValidator(_namespace)]
    languages: Annotated[tuple[Literal["zh_CN", "en"], ...], Field(strict=False, min_length=1)]
    mode: Mode


class Server(_Section):
    data: Annotated[Path, Field(strict=False)]
    host: str
    port: Port
    threads: Count
    trusted_proxies: Annotated[int, Field(ge=0, le=5)]
    metrics_port: Port
    debug: bool


class DatabaseSettings(_Section):
    url: Annotated[str, AfterValidator(_database_url)]
    pool_size: Count


class Uploads(_Section):
    max_megabytes: Count

    @property
    def max_bytes(self) -> int:
        return self.max_megabytes * 1_000_000


class Security(_Section):
    lockout_attempts: Count
    lockout_minutes: Count
    address_attempts: Count
    session_hours: Count
    link_hours: Count
    argon2_concurrency: Count
    argon2_memory_mib: Count
    argon2_passes: Count


class Log(_Section):
    level: Literal["debug", "info", "warning", "error"]
    max_delay_seconds: Annotated[float, Field(gt=0, strict=False)]


class Work(_Section):
    threads: Count
    printing_threads: Count
    look_seconds: Annotated[float, Field(ge=1, strict=False)]


class Subscriptions(_Section):
    inside_hosts: Annotated[tuple[str, ...], Field(strict=False)]


class Chain(_Section):
    file: str


class Labels(_Section):
    folder: str
    keep_days: Count


class Printers(_Section):
    networks: Annotated[tuple[Annotated[str, AfterValidator(_network)], ...], Field(strict=False)]
    ports: Annotated[tuple[Annotated[int, Field(ge=1, le=65535)], ...], Field(strict=False)]


class Settings(_Section):
    """Every setting, one attribute for each section of `config.toml`."""

    site: Site
    server: Server
    database: DatabaseSettings
    uploads: Uploads
    security: Security
    log: Log
    work: Work
    subscriptions: Subscriptions
    chain: Chain
    labels: Labels
    printers: Printers

    @property
    def database_url(self) -> str:
        """Where the database is: the one that is set, or a SQLite file in the data directory."""
        return self.database.url or f"sqlite:///{self.server.data / 'aril.db'}"

    @property
    def label_folders(self) -> tuple[Path, ...]:
        """Where label designs are: those that are shipped, then the site's own, which win by name."""
        own = self.labels.folder
        return (resources.labels(), Path(own)) if own else (resources.labels(),)

    @property
    def printer_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The networks that are printed to: those that are set, or in development this machine and private ones."""
        if not self.printers.networks and self.site.mode == "development":
            return LOCAL
        return tuple(ip_network(each) for each in self.printers.networks)

    @property
    def is_https(self) -> bool:
        return self.site.base_url.startswith("https://")

    def changed(self, changes: Mapping[str, Any]) -> Self:
        """These settings with others in their place, named `section.key`, as the command line gives them."""
        sections = self.model_dump()
        for name, value in changes.items():
            section, key = name.split(".")
            sections[section][key] = value
        return type(self).model_validate(sections)


def load(path: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from `path`, else from where `$ARIL_CONFIG` says, else from `./config.toml`.

    Raises `SettingError` with file and line for a file that is missing, is not TOML, or has a key or a
    value that is none, and for a production site that would not be safe.
    """
    chosen = _chosen(path, os.environ if environment is None else environment)
    default = resources.default_settings()
    sections = _read(default)
    source = default
    if chosen is not None and chosen.resolve() != default:
        source = chosen
        _refuse_unknown(own := _read(chosen), sections, chosen)
        sections = {name: values | own.get(name, {}) for name, values in sections.items()}
    try:
        settings = Settings.model_validate(sections)
    except ValidationError as error:
        raise _explained(error, source, default) from None
    _refuse_unsafe(settings, source)
    return settings


def _chosen(path: Path | None, environment: Mapping[str, str]) -> Path | None:
    if path is not None:
        return path
    if named := environment.get("ARIL_CONFIG"):
        return Path(named)
    here = Path("config.toml")
    return here if here.is_file() else None


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingError(str(path), 0, f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingError(str(path), 0, "expected text in UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line = int(found[1]) if found else len(path.read_text(encoding="utf-8").splitlines())
        problem = re.sub(r" \(at .*\)", "", str(error))
        raise SettingError(str(path), line, f"not TOML: {problem}") from None


def _refuse_unknown(own: dict[str, Any], known: dict[str, Any], path: Path) -> None:
    for section, values in own.items():
        if not isinstance(values, dict):
            homes = [name for name, keys in known.items() if section in keys] or list(known)
            problem = f"{section} = {values!r} stands outside every section; expected it under [{homes[0]}]"
            raise SettingError(str(path), _line(path, section), problem)
        if section not in known:
            raise SettingError(str(path), _line(path, section), _not_a_setting(f"[{section}]", known, "[{}]"))
        for key in values:
            if key not in known[section]:
                problem = _not_a_setting(key, known[section], "{}")
                raise SettingError(str(path), _line(path, section, key), problem)


def _not_a_setting(name: str, known: dict[str, Any], spelled: str) -> str:
    nearest = difflib.get_close_matches(name.strip("[]"), known, n=1, cutoff=0)[0]
    return f"{name} is not a setting; the nearest is {spelled.format(nearest)}"


def _explained(error: ValidationError, source: Path, default: Path) -> SettingError:
    first = error.errors()[0]
    section, key = str(first["loc"][0]), str(first["loc"][1])
    problem = first["msg"].removeprefix("Value error, ").replace("Input should be", "expected")
    path = source if _line(source, section, key) else default
    return SettingError(str(path), _line(path, section, key), f"{key} is {first['input']!r}; {problem}")


def _refuse_unsafe(settings: Settings, source: Path) -> None:
    if settings.site.mode != "production":
        return
    if not settings.is_https:
        problem = f"base_url is {settings.site.base_url!r}; expected https:// in production"
        raise SettingError(str(source), _line(source, "site", "base_url"), problem)
    if settings.server.debug:
        problem = "debug is true; expected false in production"
        raise SettingError(str(source), _line(source, "server", "debug"), problem)


def _line(path: Path, section: str, key: str | None = None) -> int:
    """The line of a key, or of its section's heading; 0 where the file does not have it."""
    here: str | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if heading := re.match(r"\s*\[+\s*([\w.-]+)\s*\]", line):
            here = heading[1]
            if key is None and here == section:
                return number
        elif (found := re.match(r"\s*([\w-]+)\s*[=.]", line)) and (
            (key is not None and here == section and found[1] == key)
            or (key is None and here is None and found[1] == section)
        ):
            return number
    return 0
