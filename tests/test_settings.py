"""Settings: the last wins, and what is wrong is said by place and key."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from kiosk.errors import SettingsError, StoreError
from kiosk.settings import (
    CONFIG_PATH,
    Places,
    Settings,
    assets_dir,
    find_places,
    is_enrolled,
    keys,
    load_settings,
    open_runtime,
    open_state,
)

NINE = "2026-11-23T09:00:00+07:00"
DOCS = Path(__file__).parent.parent / "docs/settings.md"


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """A machine that is no unit."""
    return {"HOME": str(tmp_path / "home"), "KIOSK_PLACES__STATE": str(tmp_path / "state")}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Where the settings file would stand; a machine without one is no unit."""
    return tmp_path / "etc/kiosk/kiosk.toml"


def write(config: Path, text: str | bytes) -> None:
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_bytes(text.encode() if isinstance(text, str) else text)


def load(environ: Mapping[str, str], config: Path, flags: Mapping[str, object] | None = None) -> Settings:
    return load_settings(environ, config, flags)


def fault_of(environ: Mapping[str, str], config: Path, flags: Mapping[str, object] | None = None) -> str:
    with pytest.raises(SettingsError) as caught:
        load(environ, config, flags)
    assert "\n" not in str(caught.value)
    return str(caught.value)


# The last wins.


def test_nothing_given_means_defaults(environ: dict[str, str], config: Path) -> None:
    del environ["KIOSK_PLACES__STATE"]
    assert load(environ, config) == Settings()


def test_file_is_read(environ: dict[str, str], config: Path) -> None:
    write(config, '[central]\nurl = "https://trace.example"\n[panel]\nfactory = "lgpio"\nred = 5\nbuzzer = "none"\n')
    settings = load(environ, config)
    assert settings.central.url == "https://trace.example"
    assert (settings.panel.factory, settings.panel.red, settings.panel.buzzer) == ("lgpio", 5, None)


def test_environment_wins_over_the_file(environ: dict[str, str], config: Path) -> None:
    write(config, '[screen]\nlanguage = "en"\nsize = "800x1280"\n')
    settings = load({**environ, "KIOSK_SCREEN__LANGUAGE": "vi"}, config)
    assert (settings.screen.language, settings.screen.size) == ("vi", "800x1280")


def test_flag_wins_over_the_environment(environ: dict[str, str], config: Path) -> None:
    flags = {"camera.source": "camera:1", "screen.windowed": None}
    given = {**environ, "KIOSK_CAMERA__SOURCE": "pi", "KIOSK_SCREEN__WINDOWED": "true"}
    settings = load(given, config, flags)
    assert settings.camera.source == "camera:1"
    assert settings.screen.windowed


def test_size_has_width_and_height(environ: dict[str, str], config: Path) -> None:
    screen = load({**environ, "KIOSK_SCREEN__SIZE": "800x1280"}, config).screen
    assert (screen.width, screen.height) == (800, 1280)


def test_time_of_a_demonstration_is_aware(environ: dict[str, str], config: Path) -> None:
    settings = load({**environ, "KIOSK_CLOCK__AT": NINE}, config)
    assert settings.clock.at == datetime.fromisoformat(NINE)


def test_variables_of_others_are_left_alone(environ: dict[str, str], config: Path) -> None:
    assert load({**environ, "KIOSKS": "3", "PATH": "/bin"}, config) == load(environ, config)


def test_settings_cannot_be_changed(environ: dict[str, str], config: Path) -> None:
    with pytest.raises(ValidationError):
        load(environ, config).unit.name = "other"


# What is wrong.

UNKNOWN = [
    ("KIOSK_CENTRAL__UR", "Did you mean KIOSK_CENTRAL__URL?"),
    ("KIOSK_CENTRL__URL", "Did you mean KIOSK_CENTRAL__URL?"),
    ("KIOSK_CAMERA_SOURCE", "Did you mean KIOSK_CAMERA__SOURCE?"),
    ("KIOSK_SCREEN__WINDOWED__X", "Did you mean KIOSK_SCREEN__WINDOWED?"),
    ("KIOSK_SCREEN", "docs/settings.md"),
    ("KIOSK_", "docs/settings.md"),
    ("KIOSK_QQQ__ZZZ", "docs/settings.md"),
]


@pytest.mark.parametrize(("variable", "remedy"), UNKNOWN)
def test_unknown_variable_names_the_nearest(variable: str, remedy: str, environ: dict[str, str], config: Path) -> None:
    said = fault_of({**environ, variable: "1"}, config)
    assert said.startswith(f"SET-01: {variable} is no setting.")
    assert remedy in said


UNKNOWN_IN_FILE = [
    ('[central]\nurll = "https://x"\n', "central.urll is no setting. Did you mean central.url?"),
    ("[centrall]\n", "[centrall] is no section. Did you mean central?"),
    ('[centrall]\nurl = "https://x"\n', "[centrall] is no section. Did you mean central?"),
    ("screen = 1\n", "'screen' stands outside a section. Did you mean screen?"),
]


@pytest.mark.parametrize(("text", "expected"), UNKNOWN_IN_FILE)
def test_unknown_key_of_the_file_names_file_and_nearest(
    text: str, expected: str, environ: dict[str, str], config: Path
) -> None:
    write(config, text)
    said = fault_of(environ, config)
    assert said.startswith(f"SET-01: {config}: ")
    assert expected in said


WRONG = [
    ("KIOSK_CENTRAL__URL", "ftp://trace.example", "https://HOST"),
    ("KIOSK_CENTRAL__URL", "https://user:secret@trace.example", "without user"),
    ("KIOSK_CENTRAL__URL", "https://trace.example:99999", "https://HOST"),
    ("KIOSK_CENTRAL__URL", "trace.example", "https://HOST"),
    ("KIOSK_SCREEN__WINDOWED", "maybe", "true or false"),
    ("KIOSK_SCREEN__LANGUAGE", "french", "vi, en, or another"),
    ("KIOSK_SCREEN__SIZE", "1280", "1280x800"),
    ("KIOSK_CAMERA__SPEED", "-1", "0 to 100"),
    ("KIOSK_CAMERA__SPEED", "nan", "0 to 100"),
    ("KIOSK_CAMERA__SOURCE", "a\x00b", "camera:0"),
    ("KIOSK_CLOCK__AT", "2026-11-23T09:00:00", "with its offset"),
    ("KIOSK_CLOCK__AT", "yesterday", "with its offset"),
    ("KIOSK_PANEL__FACTORY", "pigpio", "none, mock or lgpio"),
    ("KIOSK_PANEL__RED", "28", "0 to 27"),
    ("KIOSK_PANEL__RED", "red", "0 to 27"),
    ("KIOSK_UNIT__MARKET_ID", "chợ", "letters, digits"),
    ("KIOSK_UNIT__NAME", "x" * 121, "120 characters"),
    ("KIOSK_UNIT__NAME", "a\nb", "120 characters"),
]


@pytest.mark.parametrize(("variable", "value", "right"), WRONG)
def test_wrong_value_names_variable_value_and_what_is_right(
    variable: str, value: str, right: str, environ: dict[str, str], config: Path
) -> None:
    said = fault_of({**environ, variable: value}, config)
    assert said.startswith(f"SET-02: {variable} is {value!r}, which is wrong.")
    assert right in said


def test_wrong_value_of_the_file_names_file_and_key(environ: dict[str, str], config: Path) -> None:
    write(config, "[panel]\nred = [1, 2]\n")
    assert fault_of(environ, config).startswith(f"SET-02: {config}: panel.red is [1, 2], which is wrong.")


def test_wrong_flag_names_the_key(environ: dict[str, str], config: Path) -> None:
    said = fault_of(environ, config, {"camera.speed": "fast"})
    assert said.startswith("SET-02: the flag for camera.speed is 'fast', which is wrong.")


@pytest.mark.parametrize("content", ["[central\n", "a = = 1\n", b"\xff\xfe"])
def test_file_that_is_no_toml_is_named(content: str | bytes, environ: dict[str, str], config: Path) -> None:
    write(config, content)
    assert fault_of(environ, config).startswith(f"SET-03: {config} is no TOML")


def test_file_that_cannot_be_read_is_named(environ: dict[str, str], config: Path) -> None:
    config.mkdir(parents=True)
    assert fault_of(environ, config).startswith(f"SET-03: {config} cannot be read")


# Secrets.


def test_password_in_the_file_is_refused_and_not_shown(environ: dict[str, str], config: Path) -> None:
    write(config, '[central]\ndatabase_url = "postgresql://kiosk:hunter2@db/kiosk"\n')
    said = fault_of(environ, config)
    assert "SET-04" in said
    assert "KIOSK_CENTRAL__DATABASE_URL" in said
    assert "hunter2" not in said


def test_wrong_database_is_refused_and_its_password_not_shown(environ: dict[str, str], config: Path) -> None:
    said = fault_of({**environ, "KIOSK_CENTRAL__DATABASE_URL": "mysql://kiosk:hunter2@db/kiosk"}, config)
    assert "SET-02: KIOSK_CENTRAL__DATABASE_URL" in said
    assert "hunter2" not in said


def test_password_in_the_environment_is_fine(environ: dict[str, str], config: Path) -> None:
    url = "postgresql://kiosk:hunter2@db/kiosk"
    assert load({**environ, "KIOSK_CENTRAL__DATABASE_URL": url}, config).central.database_url == url


# Enrolled units.


def places_of(environ: Mapping[str, str], config: Path) -> Places:
    return find_places(load(environ, config), environ, config)


def test_machine_with_neither_settings_folder_nor_identity_is_no_unit(environ: dict[str, str], config: Path) -> None:
    assert not is_enrolled(places_of(environ, config))


def test_settings_folder_makes_a_unit(environ: dict[str, str], config: Path) -> None:
    config.parent.mkdir(parents=True)
    assert is_enrolled(places_of(environ, config))


def test_identity_makes_a_unit(environ: dict[str, str], config: Path) -> None:
    identity = places_of(environ, config).state / "identity"
    identity.mkdir(parents=True)
    (identity / "device.crt").touch()
    assert is_enrolled(places_of(environ, config))


def test_an_identity_folder_that_lost_its_key_is_still_a_units(environ: dict[str, str], config: Path) -> None:
    (places_of(environ, config).state / "identity").mkdir(parents=True)
    assert is_enrolled(places_of(environ, config))


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("KIOSK_CLOCK__AT", NINE),
        ("KIOSK_UNIT__DEMONSTRATION", "true"),
        ("KIOSK_SCREEN__SCREENSHOTS", "/tmp/pictures"),
    ],
)
def test_unit_refuses_what_is_for_demonstrations(
    variable: str, value: str, environ: dict[str, str], config: Path
) -> None:
    load({**environ, variable: value}, config)
    config.parent.mkdir(parents=True)
    assert fault_of({**environ, variable: value}, config).startswith(f"SET-05: {variable} is for demonstrations")


# Places.


def test_unit_keeps_its_state_and_runtime_where_systemd_puts_them(tmp_path: Path, config: Path) -> None:
    (tmp_path / "var/lib/kiosk").mkdir(parents=True)
    (tmp_path / "run/kiosk").mkdir(parents=True)
    places = find_places(Settings(), {"HOME": "/home/x", "XDG_RUNTIME_DIR": "/tmp"}, config, root=tmp_path)
    assert places == Places(tmp_path / "var/lib/kiosk", tmp_path / "run/kiosk", config.parent)


def test_user_keeps_state_and_runtime_in_the_xdg_folders(tmp_path: Path, config: Path) -> None:
    environ = {"HOME": "/home/x", "XDG_RUNTIME_DIR": str(tmp_path)}
    assert find_places(Settings(), environ, config, root=tmp_path / "none") == Places(
        Path("/home/x/.local/state/kiosk"), tmp_path / "kiosk", config.parent
    )
    with_state = {**environ, "XDG_STATE_HOME": "/home/x/state"}
    assert find_places(Settings(), with_state, config, root=tmp_path / "none").state == Path("/home/x/state/kiosk")


def test_user_without_runtime_folder_gets_one_of_his_own_in_memory(tmp_path: Path, config: Path) -> None:
    (tmp_path / "dev/shm").mkdir(parents=True)
    runtime = find_places(Settings(), {"XDG_RUNTIME_DIR": "/absent"}, config, root=tmp_path).runtime
    assert runtime == tmp_path / f"dev/shm/kiosk-{os.getuid()}"


def test_without_shared_memory_it_is_a_temporary_folder(tmp_path: Path, config: Path) -> None:
    runtime = find_places(Settings(), {"XDG_RUNTIME_DIR": "/absent"}, config, root=tmp_path).runtime
    assert runtime == tmp_path / f"tmp/kiosk-{os.getuid()}"


def test_places_that_are_set_win(environ: dict[str, str], config: Path, tmp_path: Path) -> None:
    places = places_of({**environ, "KIOSK_PLACES__RUNTIME": str(tmp_path / "run")}, config)
    assert (places.state, places.runtime) == (tmp_path / "state", tmp_path / "run")


def test_folders_are_made_and_the_runtime_folder_is_private(tmp_path: Path) -> None:
    places = Places(tmp_path / "a/state", tmp_path / "b/run", tmp_path)
    assert open_state(places).is_dir()
    assert open_runtime(places).stat().st_mode & 0o777 == 0o700


def test_runtime_folder_that_others_may_write_is_refused(tmp_path: Path) -> None:
    places = Places(tmp_path, tmp_path / "run", tmp_path)
    places.runtime.mkdir()
    places.runtime.chmod(0o777)
    with pytest.raises(StoreError, match="STO-02"):
        open_runtime(places)


def test_runtime_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "run").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match="STO-02"):
        open_runtime(Places(tmp_path, tmp_path / "run", tmp_path))


@contextmanager
def as_nobody() -> Iterator[None]:
    """For a while, be a user who owns nothing: root may write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    folder.mkdir()
    folder.chmod(0o555)
    with as_nobody(), pytest.raises(StoreError, match=r"STO-01: the folder .*state' .* KIOSK_PLACES__STATE") as caught:
        open_state(Places(folder, tmp_path, tmp_path))
    assert "\n" not in str(caught.value)


def test_file_in_the_place_of_a_folder_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    with pytest.raises(StoreError, match="STO-01"):
        open_state(Places(tmp_path / "state/kiosk", tmp_path, tmp_path))


def test_assets_are_there() -> None:
    assert (assets_dir() / "fonts").is_dir()


def test_settings_file_of_a_unit_is_the_documented_one() -> None:
    assert Path("/etc/kiosk/kiosk.toml") == CONFIG_PATH


# The documentation.


def row_of(text: str) -> list[str]:
    return [re.sub(r"`", "", cell).strip() for cell in text.strip().strip("|").split(" | ")]


def test_documentation_lists_every_key_as_it_is() -> None:
    rows = [row_of(line) for line in DOCS.read_text().splitlines() if line.startswith("| `")]
    assert rows == [[key.name, key.variable, key.says, key.right, key.default or "nothing"] for key in keys()]


def test_every_default_is_right(config: Path, environ: dict[str, str]) -> None:
    given = {key.variable: key.default for key in keys() if key.name != "places.state"}
    del environ["KIOSK_PLACES__STATE"]
    assert load({**environ, **given}, config) == Settings()


def test_settings_are_cheap_to_read() -> None:
    """A command that only reads settings loads no Qt, no numpy and no web framework."""
    program = "import sys, kiosk.settings, kiosk.clock; print({'PySide6', 'numpy', 'fastapi'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("url", ["http://trace.example", "http://192.0.2.1:80/x", "http://127.0.0.1.trace.example"])
def test_enrolled_unit_refuses_plain_http(environ: dict[str, str], config: Path, url: str) -> None:
    write(config, f'[central]\nurl = "{url}"\n')
    assert fault_of(environ, config).startswith("SET-07: ")


@pytest.mark.parametrize("url", ["https://trace.example", "http://127.0.0.1:8000", "http://[::1]", "http://localhost"])
def test_enrolled_unit_takes_what_nobody_can_change_on_the_way(environ: dict[str, str], config: Path, url: str) -> None:
    write(config, f'[central]\nurl = "{url}"\n')
    assert load(environ, config).central.url == url


def test_machine_that_is_no_unit_may_be_told_plain_http(environ: dict[str, str], config: Path) -> None:
    assert load({**environ, "KIOSK_CENTRAL__URL": "http://trace.example"}, config).central.url == "http://trace.example"
