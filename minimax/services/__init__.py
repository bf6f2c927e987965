"""The ergonomic calls, one module per feature: signatures, docstrings and the mapping to the wire.
No I/O here.
"""
