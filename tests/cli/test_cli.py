"""The command itself: help everywhere, exit statuses, and one line for whatever goes wrong."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version

import click
import pytest

from kiosk.cli import EXTRAS
from kiosk.cli import kiosk as group
from kiosk.errors import CameraError
from tests.cli.conftest import Kiosk, Said


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from commands(child, (*path, name))


ALL = list(commands(group))


def fails_with(error: BaseException) -> click.Command:
    @click.command()
    def scan() -> None:
        raise error

    return scan


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch, kiosk: Kiosk) -> Kiosk:
    """`kiosk scan`, which raises what the test gives."""

    def call(error: BaseException) -> Said:
        monkeypatch.setitem(group.commands, "scan", fails_with(error))
        return kiosk("scan")

    return call


@pytest.mark.parametrize("path", [path for path, _ in ALL], ids=" ".join)
def test_every_command_has_help(kiosk: Kiosk, path: tuple[str, ...]) -> None:
    said = kiosk(*path, "--help")
    assert said.status == 0
    assert said.out.startswith(f"Usage: {' '.join(('kiosk', *path))}")


@pytest.mark.parametrize(("path", "command"), ALL, ids=[" ".join(path) for path, _ in ALL])
def test_every_command_and_option_is_described(path: tuple[str, ...], command: click.Command) -> None:
    assert command.help
    options = [one for one in command.params if isinstance(one, click.Option) and not one.is_eager]
    assert [option.name for option in options if not option.help] == []


def test_the_commands_of_the_interface_are_there() -> None:
    names = {" ".join(path) for path, _ in ALL}
    assert names >= {
        "run",
        "part camera",
        "part screen",
        "part sync",
        "part panel",
        "scan",
        "check",
        "journal",
        "central serve",
        "central init",
    }


@pytest.mark.parametrize("arguments", [["nonsense"], ["run", "--nonsense"], ["scan"], ["check"], ["part", "nonsense"]])
def test_wrong_use_is_status_2_and_says_so(kiosk: Kiosk, arguments: list[str]) -> None:
    said = kiosk(*arguments)
    assert said.status == 2
    assert said.err.startswith("Usage: ")
    assert said.out == ""


def test_our_own_errors_are_one_line_and_status_2(failing: Kiosk) -> None:
    said = failing(CameraError("CAM-01", "'camera:9' cannot be opened.", "Plug it in."))
    assert (said.status, said.out) == (2, "")
    assert said.err == "kiosk: CAM-01: 'camera:9' cannot be opened. Plug it in.\n"


def test_the_unexpected_is_one_line_that_says_where_to_look(failing: Kiosk) -> None:
    said = failing(ZeroDivisionError("division by zero"))
    assert said.status == 2
    assert said.err.count("\n") == 1
    assert "ZeroDivisionError" in said.err
    assert "KIOSK_LOG=debug" in said.err


def test_the_unexpected_is_told_in_full_on_request(failing: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_LOG", "debug")
    assert "Traceback" in failing(ZeroDivisionError("division by zero")).err


def test_what_a_stranger_wrote_into_an_error_does_nothing_to_a_terminal(failing: Kiosk) -> None:
    assert "\x1b" not in failing(ValueError("\x1b[2J\nkiosk: all is well")).err
    assert failing(ValueError("\x1b[2J\nkiosk: all is well")).err.count("\n") == 1


@pytest.mark.parametrize(("module", "extra"), [("fastapi", "central"), ("PySide6.QtCore", "kiosk")])
def test_a_missing_extra_is_named(failing: Kiosk, module: str, extra: str) -> None:
    said = failing(ModuleNotFoundError(f"No module named {module!r}", name=module))
    assert said.status == 2
    assert f"kiosk[{extra}]" in said.err
    assert said.err.count("\n") == 1


def test_a_missing_module_of_our_own_is_a_bug(failing: Kiosk) -> None:
    assert "BUG-01" in failing(ModuleNotFoundError("No module named 'kiosk.gone'", name="kiosk.gone")).err


def test_every_extra_that_is_named_exists() -> None:
    assert set(EXTRAS.values()) == {"kiosk", "central"}


def test_an_interrupt_is_quiet(failing: Kiosk) -> None:
    said = failing(KeyboardInterrupt())
    assert (said.status, said.err.strip()) == (130, "")


def test_a_wrong_setting_is_one_line(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_CAMERA__SPEED", "quick")
    said = kiosk("part", "camera")
    assert said.status == 2
    assert "KIOSK_CAMERA__SPEED" in said.err
    assert said.err.count("\n") == 1


def test_the_version_is_that_of_the_distribution(kiosk: Kiosk) -> None:
    assert version("kiosk") in kiosk("--version").out


def test_a_reader_that_leaves_ends_it_quietly() -> None:
    line = f"yes 4011 | head -n 5000 | {sys.executable} -m kiosk check - --json | head -n 1"
    ended = subprocess.run(["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, check=False)
    assert ended.stderr == ""


LEAN = """
import sys
from kiosk.cli import main
status = main(sys.argv[1:])
print(status, sorted({name.partition('.')[0] for name in sys.modules}
                     & {'PySide6', 'cv2', 'fastapi', 'sqlalchemy', 'httpx', 'numpy', 'apsw'}))
"""


@pytest.mark.parametrize("arguments", [["--help"], ["central", "--help"], ["part", "--help"], ["part", "camera", "-h"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    ended = subprocess.run([sys.executable, "-c", LEAN, *arguments], capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines()[-1] == "0 []"


def test_it_is_a_module_too() -> None:
    ended = subprocess.run([sys.executable, "-m", "kiosk", "--version"], capture_output=True, text=True, check=True)
    assert ended.stdout.startswith("kiosk")
