"""Batches on real engines: Ray, Dask, Celery, Redis and S3; `make test-fleet` runs them."""
