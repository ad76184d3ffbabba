"""Scores answers against a gold file, and two scored runs against each other. Run it: `python -m eval`."""

import index  # noqa: F401  (sets the offline switches first)
