"""Sheets of labels to print: PDF and ZPL, at sizes that a kiosk reads (docs/specs/seal.md, section 1)."""
