"""What the documents promise of the code, held by the code."""

from __future__ import annotations

import re
from pathlib import Path

from kiosk.central.people.rights import RIGHTS, Role

ROOT = Path(__file__).resolve().parent.parent
AREAS = (
    "BUG",
    "CAM",
    "CEN",
    "DOC",
    "IMP",
    "JRN",
    "LIST",
    "MSG",
    "NET",
    "PAN",
    "PPL",
    "PUB",
    "REG",
    "RPL",
    "RUN",
    "SCR",
    "SEAL",
    "SET",
    "SNP",
    "STO",
    "TUF",
    "UPD",
)
NUMBER = re.compile(rf'"((?:{"|".join(AREAS)})-\d\d)"')
ANY_NUMBER = re.compile(r'Error\(\s*"([A-Z]+)-\d\d"')


def _code() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "kiosk").rglob("*.py")))


def _headings() -> set[str]:
    text = (ROOT / "docs" / "technician.md").read_text(encoding="utf-8")
    return set(re.findall(r"^### ([A-Z]+-\d\d)$", text, re.MULTILINE))


def test_every_error_number_has_a_heading_for_technicians() -> None:
    assert set(NUMBER.findall(_code())) - _headings() == set()


def test_every_heading_is_of_an_error_that_exists() -> None:
    assert _headings() - set(re.findall(rf"\b((?:{'|'.join(AREAS)})-\d\d)\b", _code())) == set()


def test_every_area_of_error_numbers_is_known_here() -> None:
    assert set(ANY_NUMBER.findall(_code())) <= set(AREAS)


def test_links_between_documents_lead_somewhere() -> None:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    dead = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert dead == []


def test_who_may_do_what_stands_in_the_document_as_in_the_code() -> None:
    head = f"| right | {' | '.join(role.value for role in Role)} |\n|---|{':-:|' * len(Role)}\n"
    rows = (
        f"| `{right.value}` | {' | '.join('yes' if role in roles else '' for role in Role)} |"
        for right, roles in RIGHTS.items()
    )
    table = head + "\n".join(rows) + "\n"
    assert table in (ROOT / "docs" / "api.md").read_text(encoding="utf-8"), f"docs/api.md lacks:\n{table}"
