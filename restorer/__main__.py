"""`restorer` and `python -m restorer`: a verb runs on the command line, photos or nothing open the window."""

import os
import sys
from collections.abc import Sequence

VERBS = ("restore", "detect", "generate", "models", "measure", "bench", "sample", "train")

_CHILD = "restorer-reads-foreign-weights"  # as in `converting`, which takes long to import

_CHILD = "restorer-reads-foreign-weights"  # as in `converting`, which takes long to import


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the program and returns its exit code; 0 only if everything asked for was done."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and (given[0] == "train" or (given[0] == "bench" and "--train" in given)):
        from training import command

        return command.main(given)
    if given and given[0] == _CHILD:  # a frozen program has no other way to start a module
        from restorer import converting

        return converting.child(given[1:])
    if given and (given[0] in VERBS or given[0].startswith("-")):
        from restorer import cli

        return cli.main(arguments)
    missing = [name for name in given if not os.path.lexists(name)]
    if missing:
        return _say(f"{_printable(missing[0])} does not exist, nor is it a verb. See `restorer --help`.")
    return _window(given)


def _window(paths: Sequence[str]) -> int:
    if not _has_display():
        return _say("There is no display to open a window on. Use `restorer restore PHOTO -o FILE` instead.")
    try:
        from restorer.ui import app
    except ImportError as error:
        return _say(
            f"The window cannot be opened ({error}). Run the first command of the README to install what it needs."
        )
    try:
        return int(app.main(paths))
    except app.DisplayError as error:
        return _say(str(error))


def _has_display() -> bool:
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _printable(name: str) -> str:
    from pathlib import Path

    from restorer import files

    return files.printable(Path(name))


def _say(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
