"""Benchmarks of the whole product; `python -m tests.bench NAME --json` runs one."""
