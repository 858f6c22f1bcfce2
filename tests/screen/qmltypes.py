"""What QML may know of our Python types, for qmllint. `python -m tests.screen.qmltypes` writes it anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QByteArray, QMetaMethod, QMetaObject, QMetaProperty, QObject

from kiosk.screen import app

FOLDER = Path(app.__file__).parent / "Kiosk"
FILE = FOLDER / "kiosk.qmltypes"
QMLDIR = "module Kiosk\ntypeinfo kiosk.qmltypes\ndepends QtQuick\n"


def text() -> str:
    """Return the file: each type with its properties, signals and slots."""
    models = [type(getattr(app.Models(), name)) for name in app.Models.__slots__]
    types = sorted((*models, *app.ITEMS), key=lambda kind: kind.__name__)
    body = "".join("".join(_component(kind)) for kind in types)
    return f"import QtQuick.tooling 1.2\n\nModule {{\n    dependencies: []\n{body}}}\n"


def _component(kind: type[QObject]) -> Iterator[str]:
    meta: QMetaObject = kind.staticMetaObject  # type: ignore[attr-defined]  # the stub has it not
    parent = meta.superClass()
    name = meta.className()
    yield f'    Component {{\n        file: "{kind.__module__.replace(".", "/")}.py"\n        name: "{name}"\n'
    yield f'        accessSemantics: "reference"\n        prototype: "{parent.className()}"\n'
    yield f'        exports: ["Kiosk/{name} 1.0"]\n        exportMetaObjectRevisions: [256]\n'
    for index in range(parent.propertyCount(), meta.propertyCount()):
        yield _property(meta.property(index))
    for index in range(parent.methodCount(), meta.methodCount()):
        yield _method(meta.method(index))
    yield "    }\n"


def _property(one: QMetaProperty) -> str:
    plain = str(one.typeName())
    named = one.name()
    name = named if isinstance(named, str) else bytes(named).decode()
    is_pointer = plain.endswith("*")
    kind = plain.rstrip("*")
    parts = [
        f'name: "{name}"',
        f'type: "{kind}"',
        f'notify: "{_text(one.notifySignal().name())}"',
    ]
    parts += ["isPointer: true"] if is_pointer else []
    parts += [] if one.isWritable() else ["isReadonly: true"]
    return f"        Property {{ {'; '.join(parts)} }}\n"


def _method(one: QMetaMethod) -> str:
    kind = "Signal" if one.methodType() is QMetaMethod.MethodType.Signal else "Method"
    name = _text(one.name())
    parameters = [_text(plain) for plain in one.parameterTypes()]
    inside = "".join(f'; Parameter {{ name: "value{i}"; type: "{kind}" }}' for i, kind in enumerate(parameters))
    return f'        {kind} {{ name: "{name}"{inside} }}\n'


def _text(name: QByteArray) -> str:
    return bytes(name.data()).decode()


if __name__ == "__main__":
    (FOLDER / "qmldir").write_text(QMLDIR, "utf-8")
    FILE.write_text(text(), "utf-8")
