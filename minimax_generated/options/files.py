"""Typed keywords of the files calls.

Generated from `spec/files.yaml` by `python -m generator`; never edited by hand.
"""

from __future__ import annotations
