"""`kiosk central import`: sheets that people filled in, into the registry."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kiosk.commands.database import central_database_url
from kiosk.commands.unit import this_unit
from kiosk.words import LANGUAGES, Words


@click.command("import")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--dry-run", is_flag=True, help="Find every fault and write nothing.")
@click.option("--language", default="vi", show_default=True, type=click.Choice(LANGUAGES), help="Language of faults.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object: tables, faults.")
@click.option("--template", metavar="TABLE", help="Write a sheet to be filled in for this table, and import nothing.")
@click.option("--output", type=click.Path(path_type=Path), help="Where the template goes: .csv or .xlsx.")
def import_command(
    files: tuple[Path, ...],
    dry_run: bool,  # noqa: FBT001 - click calls it by name
    language: str,
    as_json: bool,  # noqa: FBT001 - click calls it by name
    template: str | None,
    output: Path | None,
) -> int:
    """Import CSV (UTF-8) and XLSX files: all of them together, or nothing and every fault by its line.

    Which table a sheet holds is told by its headers; docs/import.md lists them. The same file again changes nothing.
    Exit status 1 where there are faults.
    """
    if template is not None:
        from kiosk.processes.imports import write_template

        path = output or Path(f"{template}.xlsx")
        write_template(template, path, language)
        click.echo(str(path))
        return 0
    if not files:
        raise click.UsageError("Give a file, or --template TABLE.")
    return _import(files, language, is_dry_run=dry_run, as_json=as_json)


def _import(files: tuple[Path, ...], language: str, *, is_dry_run: bool, as_json: bool) -> int:
    from kiosk.processes.imports import import_files, import_lines, read_files

    unit = this_unit()
    read = read_files(files)
    label = Words(language)("import.reading")
    is_hidden = not sys.stderr.isatty()
    with click.progressbar(length=read.lines, label=label, file=sys.stderr, hidden=is_hidden) as bar:
        outcome = import_files(
            central_database_url(unit),
            read,
            unit.clock().now().at,
            language,
            is_dry_run=is_dry_run,
            gtin_range=unit.settings.central.gtin_range,
            progress=bar.update,
        )
    if as_json:
        click.echo(outcome.model_dump_json())
    else:
        lines, faults = import_lines(outcome, language, is_dry_run=is_dry_run)
        for line in faults:
            click.echo(line, err=True)
        for line in lines:
            click.echo(line)
    return 1 if outcome.faults else 0
