"""Tables of the registry. A column that holds a field of a record has the field's name.

Nothing that was published is deleted: it ends, by a day of its own. `folded` is the row's name without
marks and capitals, by which people search (folded.py).
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Double, ForeignKey, Index, Integer, String, Table, Text, text

from kiosk.central.database import Document, Instant, metadata

KEY = 64
"""Longest name of ours for a thing."""


def _added_text(name: str, default: str = "") -> Column[str]:
    """Return a text column that came after the first release: rows from before have `default`."""
    return Column(name, Text, nullable=False, server_default=default)


establishments = Table(
    "establishments",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("city_code", String(16), nullable=False, index=True),
    Column("gln", String(13), nullable=False, index=True),
    Column("name_en", Text, nullable=False),
    Column("place_en", Text, nullable=False),
    Column("latitude", Double),
    Column("longitude", Double),
    Column("registered_at", Instant),
    Column("unit_id", String(KEY), nullable=False, server_default="", index=True),
    Column("department", String(KEY), nullable=False, server_default="", index=True),
    Column("ended_on", Date),
    _added_text("folded"),
)

aliases = Table(
    "aliases",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("value", String(KEY), primary_key=True),
    Column("first_day", Date, primary_key=True),
    Column("establishment_id", ForeignKey("establishments.id"), nullable=False, index=True),
    Column("last_day", Date),
    Index(
        "uq_aliases_own",
        "kind",
        "value",
        unique=True,
        sqlite_where=text("kind IN ('city_code', 'gln')"),
        postgresql_where=text("kind IN ('city_code', 'gln')"),
    ),
)
"""Codes by which an establishment is, or was, known. A city code or a GLN is one establishment's for ever."""

products = Table(
    "products",
    metadata,
    Column("gtin", String(14), primary_key=True),
    Column("name", Text, nullable=False),
    Column("group", String(64), nullable=False),
    Column("establishment_id", ForeignKey("establishments.id"), nullable=False, index=True),
    Column("name_en", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("content_en", Text, nullable=False),
    Column("net_weight_g", Integer),
    Column("plu", String(5), nullable=False, index=True),
    Column("picture", Text, nullable=False),
    Column("ended_on", Date),
    _added_text("folded"),
)

lots = Table(
    "lots",
    metadata,
    Column("gtin", ForeignKey("products.gtin"), primary_key=True),
    Column("lot", String(20), primary_key=True),
    Column("registered_at", Instant, nullable=False),
    Column("is_sealed", Boolean, nullable=False),
    Column("is_serialised", Boolean, nullable=False),
    Column("quantity", Integer),
    Column("harvested_on", Date),
    Column("packed_on", Date),
    Column("best_before", Date),
    Column("use_by", Date),
    Column("earlier_dates", Document, nullable=False),
    Column("destination_market_id", String(64), nullable=False),
    Column("note", Text, nullable=False),
    Index("ix_lots_lot", "lot"),
)

code_corrections = Table(
    "code_corrections",
    metadata,
    Column("gtin", String(14), primary_key=True),
    Column("lot", String(20), primary_key=True),
    Column("corrected_gtin", String(14), nullable=False),
    Column("corrected_lot", String(20), nullable=False),
    Column("note", Text, nullable=False),
    Column("note_en", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Index("ix_code_corrections_corrected", "corrected_gtin", "corrected_lot"),
)
"""A wrong code that was printed, and the right one. `lot` "": every lot of the GTIN; `corrected_lot` "": the same lot.

A corrected code is never itself corrected, so that one step always ends.
"""

serials = Table(
    "serials",
    metadata,
    Column("gtin", String(14), primary_key=True),
    Column("lot", String(20), primary_key=True),
    Column("serial", String(20), primary_key=True),
    Column("issue", BigInteger),
    Index("uq_serials_gtin_serial", "gtin", "serial", unique=True),
)
"""Serials that the centre issued. A lot without a row here had its labels made elsewhere.

`issue` is the batch (seals/tables.py). A serial is one pack's of its GTIN, whatever the lot: history counts by both.
"""

certificates = Table(
    "certificates",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("kind", String(64), nullable=False),
    Column("number", Text, nullable=False),
    Column("issuer", Text, nullable=False),
    Column("establishment_id", ForeignKey("establishments.id"), nullable=False, index=True),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
    Column("status", String(16), nullable=False),
    Column("status_since", Date),
    Column("groups", Document, nullable=False),
    Column("gtins", Document, nullable=False),
    Column("issuer_en", Text, nullable=False),
)

suspensions = Table(
    "suspensions",
    metadata,
    Column("certificate_id", ForeignKey("certificates.id"), primary_key=True),
    Column("first_day", Date, primary_key=True),
    Column("last_day", Date),
    Column("reason", Text, nullable=False),
)
"""When a certificate was suspended, and until when. `status` of the certificate is what holds today."""

holders = Table(
    "holders",
    metadata,
    Column("certificate_id", ForeignKey("certificates.id"), primary_key=True),
    Column("reference", String(KEY), primary_key=True),
    Column("name", String(120), nullable=False),
)
"""Persons whose a certificate is (confirmation of knowledge): the number of theirs on it.

`name` is "" unless the law asks for it. Shown to authorities alone, in no audit, and erased on request (Law 91/2025).
"""

certificate_kinds = Table(
    "certificate_kinds",
    metadata,
    Column("kind", String(KEY), primary_key=True),
    Column("first_day", Date, primary_key=True),
    Column("last_day", Date),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("holder", String(16), nullable=False),
    Column("months", Integer),
    Column("legal_basis", Text, nullable=False),
    Column("legal_basis_en", Text, nullable=False),
    Column("suspended_from", Date),
    Column("suspended_to", Date),
    Column("suspended_by", Text, nullable=False),
)
"""Kinds of certificates, by dates: whose they are, for how many months, by which law; `suspended_*` is the law's."""

needed_kinds = Table(
    "needed_kinds",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("group", String(64), nullable=False, index=True),
    Column("any_of", Document, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
)

recalls = Table(
    "recalls",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("authority", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("effective_at", Instant, nullable=False),
    Column("ends_at", Instant),
    Column("gtins", Document, nullable=False),
    Column("lots", Document, nullable=False),
    Column("serial_from", String(20), nullable=False),
    Column("serial_to", String(20), nullable=False),
    Column("establishment_ids", Document, nullable=False),
    Column("made_from", Date),
    Column("made_to", Date),
    Column("return_to", Text, nullable=False),
    Column("reason_en", Text, nullable=False),
    Column("authority_en", Text, nullable=False),
    Column("return_to_en", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("scope_en", Text, nullable=False),
    Column("kind", String(16), nullable=False, server_default="mandatory"),
    _added_text("legal_basis"),
    _added_text("legal_basis_en"),
    Column("treatment", String(16), nullable=False, server_default=""),
    _added_text("reply"),
    _added_text("reply_en"),
    _added_text("ended_reason"),
    _added_text("ended_reason_en"),
    _added_text("folded"),
)
"""`ends_at` is the end; `treatment` one of the four of Circular 17/2021, or ""; `reply` is what the other side says."""

recall_scopes = Table(
    "recall_scopes",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("value", String(64), primary_key=True),
    Column("recall_id", ForeignKey("recalls.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_recall_scopes_recall_id", "recall_id"),
)
"""By what a look-up finds a recall: its products, else its establishments, else kind "any"."""

violations = Table(
    "violations",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("establishment_id", ForeignKey("establishments.id"), nullable=False, index=True),
    Column("summary", Text, nullable=False),
    Column("authority", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("published_on", Date, nullable=False),
    Column("in_force_until", Date),
    Column("suspends_groups", Document, nullable=False),
    Column("summary_en", Text, nullable=False),
    Column("authority_en", Text, nullable=False),
    _added_text("legal_basis"),
    _added_text("legal_basis_en"),
    _added_text("reply"),
    _added_text("reply_en"),
    Column("ended_on", Date),
    _added_text("ended_reason"),
    _added_text("ended_reason_en"),
    _added_text("folded"),
)
"""`in_force_until` is the last day in force; `ended_on` says that it was ended before its time, and is that day."""

markets = Table(
    "markets",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("latitude", Double, nullable=False),
    Column("longitude", Double, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("unit_id", String(KEY), nullable=False, server_default=""),
    Column("ended_on", Date),
    _added_text("folded"),
)

stalls = Table(
    "stalls",
    metadata,
    Column("id", String(KEY), primary_key=True),
    Column("market_id", ForeignKey("markets.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("establishment_id", String(KEY), nullable=False, index=True),
    Column("groups", Document, nullable=False),
    Column("latitude", Double),
    Column("longitude", Double),
    Column("ended_on", Date),
    Column("folded", Text, nullable=False),
)

units = Table(
    "units",
    metadata,
    Column("id", String(KEY), primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("level", String(16), nullable=False),
    Column("parent_id", String(KEY), nullable=False, index=True),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
    Column("latitude", Double),
    Column("longitude", Double),
    Column("folded", Text, nullable=False),
)
"""Administrative units, each with its period: a ward that was divided ended, and others began."""

unit_successors = Table(
    "unit_successors",
    metadata,
    Column("unit_id", ForeignKey("units.id"), primary_key=True),
    Column("successor_id", ForeignKey("units.id"), primary_key=True),
    Index("ix_unit_successors_successor_id", "successor_id"),
)
"""Which units took over from which: many to many."""

label_schemes = Table(
    "label_schemes",
    metadata,
    Column("id", String(KEY), primary_key=True),
    Column("owner", Text, nullable=False),
    Column("owner_en", Text, nullable=False),
    Column("hosts", Document, nullable=False),
    Column("path_prefix", Text, nullable=False),
    Column("text_prefixes", Document, nullable=False),
    Column("proves", Text, nullable=False),
    Column("proves_en", Text, nullable=False),
    Column("proves_not", Text, nullable=False),
    Column("proves_not_en", Text, nullable=False),
    Column("first_day", Date),
    Column("last_day", Date),
)
"""Labels of others: whose they are, what they prove and what not (kiosk/codes/schemes.py)."""

lists = Table(
    "lists",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("issued", Instant, nullable=False),
    Column("document", Document, nullable=False),
    Column("digest", String(64), nullable=False, server_default=""),
)
"""The newest of each signed list; `trust` is the trust list (docs/specs/seal.md, section 2)."""
