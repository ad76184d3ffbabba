"""Questions to cited answers. Imports index; imported by app, eval and qa.web."""

import index  # noqa: F401  (sets the offline switches first)
