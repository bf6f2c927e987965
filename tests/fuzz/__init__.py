"""Hostile input for everything that reads what comes from the network. A bounded run is in the
suite, `make fuzz` is the long one.
"""
