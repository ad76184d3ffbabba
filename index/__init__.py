"""Documents to articles to a searchable index. Imports neither qa nor eval."""

from index import offline  # noqa: F401  (sets the libraries' switches before any of them is imported)
