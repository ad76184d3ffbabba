"""What docs/benchmarks.md is written from."""
