"""What the command lines share: UTF-8 streams, exit statuses, and one line for whatever a person can mend."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from index.errors import TiaowenError

DONE, NO, BAD_INPUT = 0, 1, 2


class Parser(argparse.ArgumentParser):
    """One line on stderr for a bad option, like every other bad input."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, allow_abbrev=False)  # a slip is never taken for another option

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{message}; see: {self.prog} --help\n")


def positive(text: str) -> int:
    """The type of an option that counts something."""
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return int(text)


def run(action: Callable[[], int], stopped: str = "Stopped") -> int:
    """The action's exit status; BAD_INPUT and one line on stderr where it raises what a person can mend."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # an argument may hold bytes that are no text
    try:
        status = action()
        sys.stdout.flush()  # here, where a closed pipe is caught
        return status
    except TiaowenError as error:
        print(" ".join(str(error).split()), file=sys.stderr)
    except BrokenPipeError:  # `| head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        where = error.filename or "A file or folder"
        told = f"{where}: {error.strerror}. Check the path and its permissions" if error.strerror else str(error)
        print(" ".join(told.split()) or type(error).__name__, file=sys.stderr)
    except KeyboardInterrupt:
        print(stopped, file=sys.stderr)
    return BAD_INPUT
