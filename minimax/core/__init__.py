"""What every call needs: requests, retries, limits, streams, transfers and files."""
