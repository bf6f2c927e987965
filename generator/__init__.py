"""One command from `spec/` to everything that follows from it: `python -m generator [--check |
--print [--openapi 3.2] | --lint]`.
"""
