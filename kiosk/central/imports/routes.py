"""POST /registry/imports: sheets over HTTP, by the same code as `kiosk central import`; and their templates."""

from __future__ import annotations

from enum import StrEnum
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, File, HTTPException, Path, Query, Response, UploadFile

from kiosk.central.imports.run import import_sheets, read_sheets
from kiosk.central.imports.sheets import Source
from kiosk.central.imports.templates import template_csv, template_xlsx
from kiosk.central.imports.told import ToldImport, told
from kiosk.central.people.door import SomeCaller, demand_somewhere
from kiosk.central.people.rights import Right
from kiosk.central.problems import PROBLEM_TYPE, errors_of, wrong_field
from kiosk.central.registry.row_kinds import BY_NAME
from kiosk.central.service import Service
from kiosk.messages.http import Problem
from kiosk.words import Words

MAX_FILES = 20
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Language(StrEnum):
    """Languages in which faults are told."""

    VI = "vi"
    EN = "en"


class FileForm(StrEnum):
    """Forms of a template."""

    CSV = "csv"
    XLSX = "xlsx"


class ImportProblem(Problem):
    """Why nothing was imported: every fault by its line."""

    outcome: ToldImport


def import_routes(service: Service) -> APIRouter:
    """Return the routes of imports."""
    routes = APIRouter(
        prefix="/registry/imports",
        tags=["imports"],
        responses=errors_of(400, 401, 403, 404, 413),
    )

    @routes.post("", responses={422: {"model": ImportProblem, "description": "Faults; nothing was written"}})
    def import_files(
        caller: SomeCaller,
        files: Annotated[list[UploadFile], File(description="CSV or XLSX files, imported together or not at all")],
        dry_run: Annotated[bool, Query(description="Find the faults and write nothing")] = False,  # of a URL
        language: Language = Language.VI,
    ) -> ToldImport:
        """Import sheets: all of them, or nothing and every fault. The same again changes nothing."""
        demand_somewhere(caller, Right.CHANGE_GOODS)
        if len(files) > MAX_FILES:
            raise wrong_field("body.files", f"An import brings {MAX_FILES} files at most.")
        sources = [Source(file.filename or f"{number}", file.file.read()) for number, file in enumerate(files, start=1)]
        sheets, faults = read_sheets(sources)
        city = service.lent_ranges.gtins
        outcome = import_sheets(
            service.primary, caller, service.now(), sheets, faults, is_dry_run=dry_run, gtin_range=city
        )
        answer = told(outcome, Words(language.value))
        if answer.faults:
            return _refused(answer)  # type: ignore[return-value]  # a response of its own, as declared above
        return answer

    @routes.get("/templates/{table}", response_class=Response)
    def template(
        caller: SomeCaller,
        table: Annotated[str, Path(max_length=32)],
        form: FileForm = FileForm.XLSX,
        language: Language = Language.VI,
    ) -> Response:
        """Return a sheet to be filled in: headers and one line as an example."""
        demand_somewhere(caller, Right.SEE_REGISTRY)
        kind = BY_NAME.get(table)
        if kind is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no such table. Tables: {', '.join(BY_NAME)}.")
        words = Words(language.value)
        content = template_xlsx(kind, words) if form is FileForm.XLSX else template_csv(kind, words)
        headers = {"Content-Disposition": f'attachment; filename="{table}.{form}"'}
        return Response(content, 200, headers, XLSX_TYPE if form is FileForm.XLSX else "text/csv; charset=utf-8")

    return routes


def _refused(answer: ToldImport) -> Response:
    problem = ImportProblem(
        title="Nothing was imported",
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        detail=f"Faults: {len(answer.faults) + answer.further_faults}. Mend them and import everything again.",
        outcome=answer,
    )
    return Response(problem.model_dump_json(), problem.status, media_type=PROBLEM_TYPE)
