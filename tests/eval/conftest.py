"""What the tests of eval/ borrow from those of index/."""

from tests.index.conftest import tiny_model

__all__ = ["tiny_model"]
