"""The methods of the clients, one module per feature: signatures, docstrings and what only they
need.
"""
