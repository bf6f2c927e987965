"""Speed as ratios against raw httpx in the same run: `make bench`. An absolute time is never a
claim.
"""
