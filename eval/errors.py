"""The error of this package; the entry point shows it as one line and exits 2."""

from index.errors import TiaowenError


class EvalInputError(TiaowenError):
    """A gold file, floors file, results folder or option that cannot be used: what, where, how to mend it."""
