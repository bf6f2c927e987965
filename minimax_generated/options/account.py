"""Typed keywords of the account calls.

Generated from `spec/account.yaml` by `python -m generator`; never edited by hand.
"""

from __future__ import annotations
