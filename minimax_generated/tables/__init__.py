"""Errors, models, voices, templates, prices and regions as data. Generated from `spec/` by `python -m generator`; never edited by hand."""
