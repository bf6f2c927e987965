"""Typed keywords of the ergonomic calls, one module per feature. Generated from `spec/` by `python -m generator`; never edited by hand."""
