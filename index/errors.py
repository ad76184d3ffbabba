"""Errors a person can act on: each message says what, where, and how to mend it."""


class TiaowenError(Exception):
    """Base of every error that is shown to people as one line."""


class CorpusError(TiaowenError):
    """A corpus folder or file cannot be used."""


class ModelError(TiaowenError):
    """The embedding model is missing, damaged or of the wrong kind."""


class IndexMissing(TiaowenError):
    """There is no index where one is expected."""


class IndexCorrupt(TiaowenError):
    """The index on disk does not hold what its manifest says."""


class IndexMismatch(TiaowenError):
    """The index was built with another model or format than the settings ask for."""


class UnknownDocument(TiaowenError):
    """A document id, article id or region that the index does not hold."""


class QuestionError(TiaowenError):
    """A question that cannot be asked: empty, too long, not text."""


class AnswererNotSetUp(QuestionError):
    """A question for an answerer that this server has not."""


class SettingsError(TiaowenError):
    """A setting has an unknown name or an unusable value."""


class AnswererError(TiaowenError):
    """A chat model did not write the answer it was asked for."""
