"""Loaded first of all plugins: pydantic before PySide6.

Once PySide6 is imported, it looks at the source of every module that imports another one, and so
asks pydantic for an attribute while pydantic is half imported: a circular import. The kiosk itself
reads its settings, by pydantic, before it opens a window.
"""

import pydantic.types  # noqa: F401 - imported for its order
