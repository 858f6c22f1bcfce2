"""JSON text → the signed lists as values. What is wrong is said by file, field and fault."""

from __future__ import annotations

import re
from base64 import b64decode
from datetime import date
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from kiosk.codes.schemes import MAX_PREFIX, Scheme
from kiosk.errors import ListError
from kiosk.trust.lists import Key, KeyStatus, Lists, TrustList
from kiosk.trust.message import MAX_KEY_ID

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def trust_list_from_json(text: str, name: str) -> TrustList:
    """Return the trust list that `text` holds; `name` is the file that an error names.

    Raises ListError for text that is no JSON, and for every field that is unknown, missing or wrong.
    """
    return _parsed(_TrustList, text, name).as_value()


def lists_from_json(text: str, name: str) -> Lists:
    """Return trust list and label schemes from `{"trust": …, "schemes": […]}`.

    `confirmed_at` is None: only the caller knows who confirmed them, and when. Raises ListError.
    """
    lists = _parsed(_Lists, text, name)
    return Lists(lists.trust.as_value(), tuple(scheme.as_value() for scheme in lists.schemes), confirmed_at=None)


def scheme_from_json(text: str, name: str) -> Scheme:
    """Return one label scheme; `name` is what an error names. Raises ListError."""
    return _parsed(_Scheme, text, name).as_value()


def _host(text: str) -> str:
    host = text.encode("utf-8").lower().decode("utf-8")
    if len(host) > 253 or not _HOST.fullmatch(host):
        message = "no host name: letters, digits, hyphens and dots, without port or final dot"
        raise ValueError(message)
    return host


def _public_key(text: str) -> str:
    """Return `text` where it is the base64 of 32 bytes."""
    try:
        size_bytes = len(b64decode(text, validate=True))
    except ValueError:
        size_bytes = 0
    if size_bytes != 32:
        message = "not the base64 of a 32-byte Ed25519 key"
        raise ValueError(message)
    return text


_Host = Annotated[str, AfterValidator(_host)]
_Gtin = Annotated[str, Field(pattern=r"^[0-9]{14}\z")]
"""A wrong check digit here allows nothing: no code that holds it is ever read."""
_Gln = Annotated[str, Field(pattern=r"^[0-9]{13}\z")]
_Prefix = Annotated[str, Field(pattern=r"^[0-9]{3,13}\z")]


class _Strict(BaseModel):
    """A field that we do not know may restrict what we do: it is an error, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _Key(_Strict):
    kid: int = Field(strict=True, ge=1, le=MAX_KEY_ID)
    alg: Literal["Ed25519"]
    public: Annotated[str, AfterValidator(_public_key)]
    issuer: str = Field(min_length=1)
    gln: _Gln
    gtins: tuple[_Gtin, ...]
    gtin_prefixes: tuple[_Prefix, ...]
    glns: tuple[_Gln, ...]
    not_before: date
    not_after: date
    status: KeyStatus
    status_since: AwareDatetime | None

    @model_validator(mode="after")
    def _agrees(self) -> _Key:
        if self.not_after < self.not_before:
            message = f"not_after {self.not_after} is before not_before {self.not_before}"
            raise ValueError(message)
        if self.status is KeyStatus.COMPROMISED and self.status_since is None:
            message = "status compromised needs status_since: lots registered before it stay good"
            raise ValueError(message)
        return self

    def as_value(self) -> Key:
        return Key(
            kid=self.kid,
            public=b64decode(self.public),
            issuer=self.issuer,
            gln=self.gln,
            gtins=frozenset(self.gtins),
            gtin_prefixes=self.gtin_prefixes,
            glns=frozenset(self.glns),
            not_before=self.not_before,
            not_after=self.not_after,
            status=self.status,
            status_since=self.status_since,
        )


class _TrustList(_Strict):
    version: int = Field(strict=True, ge=0)
    issued: AwareDatetime
    hosts: tuple[_Host, ...] = Field(min_length=1)
    keys: tuple[_Key, ...]

    def as_value(self) -> TrustList:
        keys = tuple(key.as_value() for key in self.keys)
        return TrustList(version=self.version, issued=self.issued, hosts=self.hosts, keys=keys)


_TextPrefix = Annotated[str, Field(min_length=3, max_length=MAX_PREFIX)]


class _Scheme(_Strict):
    id: str = Field(min_length=1)
    owner: str = Field(min_length=1)
    hosts: tuple[_Host, ...] = ()
    text_prefixes: tuple[_TextPrefix, ...] = ()
    proves: str
    proves_not: str
    owner_en: str = ""
    proves_en: str = ""
    proves_not_en: str = ""
    path_prefix: str = Field(default="", pattern=r"^(/.*)?\z")
    first_day: date | None = None
    last_day: date | None = None

    @model_validator(mode="after")
    def _can_be_known(self) -> _Scheme:
        if not self.hosts and not self.text_prefixes:
            raise ValueError(f"scheme {self.id!r} has neither hosts nor text_prefixes: nothing would match it")
        return self

    def as_value(self) -> Scheme:
        return Scheme(**dict(self))


class _Lists(_Strict):
    trust: _TrustList
    schemes: tuple[_Scheme, ...]

    @model_validator(mode="after")
    def _has_one_row_an_id(self) -> _Lists:
        ids = [scheme.id for scheme in self.schemes]
        if len(set(ids)) < len(ids):
            message = f"schemes have an id twice: {sorted(ids)!r}"
            raise ValueError(message)
        return self


_Model = TypeVar("_Model", bound=BaseModel)


def _parsed(model: type[_Model], text: str, name: str) -> _Model:
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        field = ".".join(map(str, first["loc"])) or "the document"
        more = f" ({error.error_count() - 1} more faults)" if error.error_count() > 1 else ""
        fault = first["msg"].removeprefix("Value error, ")
        what = f"{name}: {field}: {fault}, got {_shortened(first['input'])}{more}."
        raise ListError(
            "LIST-01", what, "Take a fresh copy from the centre; docs/specs/seal.md describes it."
        ) from None


def _shortened(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 80 else shown[:77] + "…"
