"""`/.well-known/gs1resolver`: what this resolver can do, in the form that GS1 publishes a schema for."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from kiosk.central.resolver.links import VOCABULARY
from kiosk.central.resolver.linkset import CONTEXT
from kiosk.codes.ai_table import PRIMARY_KEYS


class Vocabulary(BaseModel):
    """Where link types come from, and how they are written in short."""

    model_config = ConfigDict(frozen=True)

    namespace: str = VOCABULARY
    prefix: str = "gs1:"


class ResolverDescription(BaseModel):
    """GS1-Conformant Resolver, section 3. Names are the standard's."""

    model_config = ConfigDict(frozen=True)

    name: str
    resolverRoot: str  # noqa: N815
    supportedPrimaryKeys: tuple[str, ...] = PRIMARY_KEYS  # noqa: N815
    supportedLinkType: tuple[Vocabulary, ...] = (Vocabulary(),)  # noqa: N815
    linkTypeDefaultCanBeLinkset: bool = False  # noqa: N815
    jsonLdContextLocation: str = CONTEXT  # noqa: N815
