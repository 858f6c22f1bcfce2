"""The command `kiosk`: its parts, and one line for whatever goes wrong."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence

import click

from kiosk.codes.escape import printable
from kiosk.commands.central import central
from kiosk.commands.check import check
from kiosk.commands.doctor import doctor
from kiosk.commands.enrol import enrol
from kiosk.commands.journal import journal
from kiosk.commands.logs import LOG_LEVEL, log_to_stderr
from kiosk.commands.maintain import maintain
from kiosk.commands.part import part
from kiosk.commands.replay import replay
from kiosk.commands.run import run
from kiosk.commands.scan import scan
from kiosk.commands.sync import sync
from kiosk.commands.update import update
from kiosk.errors import KioskError

CANNOT_BE_DONE = 2
INTERRUPTED = 130
"""128 + SIGINT, as shells count."""

EXTRAS = {
    "PySide6": "kiosk",
    "apsw": "kiosk",
    "cv2": "kiosk",
    "gpiozero": "kiosk",
    "h11": "kiosk",
    "http_message_signatures": "kiosk",
    "httpx": "kiosk",
    "numpy": "kiosk",
    "qrcode": "kiosk",
    "sqlite_utils": "kiosk",
    "tuf": "kiosk",
    "zxingcpp": "kiosk",
    "alembic": "central",
    "fastapi": "central",
    "httptools": "central",
    "jinja2": "central",
    "prometheus_client": "central",
    "psycopg": "central",
    "reportlab": "central",
    "sqlalchemy": "central",
    "uvicorn": "central",
    "uvloop": "central",
}
"""Which extra of the distribution brings a module: a unit needs no web framework, the centre no Qt."""

_log = logging.getLogger("kiosk")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="kiosk", prog_name="kiosk")
def kiosk() -> None:
    """Read the label of produce, and say where it comes from, who certified it, and whether it is genuine."""


for _command in (run, part, scan, check, journal, replay, sync, enrol, update, doctor, maintain, central):
    kiosk.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says and return the exit status: 0 done, 1 a check says no, 2 not possible.

    Whatever goes wrong is one line on standard error, never a traceback.
    """
    try:
        log_to_stderr(logging.WARNING)
        status = kiosk.main(args=arguments, prog_name="kiosk", standalone_mode=False)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as wrong:
        wrong.show()
        return CANNOT_BE_DONE
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        return _reader_has_left()
    except KioskError as fault:
        return _say(f"{fault.number}: {fault.what} {fault.remedy}")
    except ModuleNotFoundError as fault:
        return _say(_missing(fault))
    except Exception as fault:  # noqa: BLE001 - the border to people: they get one line, the log the rest
        return _say(_unexpected(fault))
    return status if isinstance(status, int) else 0


def _say(line: str) -> int:
    _log.debug("where it happened:", exc_info=True)
    click.echo(f"kiosk: {printable(line)}", err=True)
    return CANNOT_BE_DONE


def _missing(fault: ModuleNotFoundError) -> str:
    extra = EXTRAS.get((fault.name or "").partition(".")[0])
    if extra is None:
        return _unexpected(fault)
    return (
        f"SET-90: this command needs {fault.name!r}, which is not installed."
        f" Install the extra {extra!r}: pip install 'kiosk[{extra}]'."
    )


def _unexpected(fault: Exception) -> str:
    return (
        f"BUG-01: something unexpected happened: {type(fault).__name__}: {fault}."
        f" Run it again with {LOG_LEVEL}=debug to see where, and report it."
    )


def _reader_has_left() -> int:
    """End quietly, as `kiosk … | head` must: what Python still holds for standard output goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
