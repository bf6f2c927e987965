"""Generates everything that is derived from `spec/`: `python -m generator [--check | --print
[--openapi 3.2] | --lint]`.
"""
