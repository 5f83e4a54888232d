"""A program for test_fuzzing: lets libFuzzer look for content that a reader neither opens nor refuses in a sentence.

`fuzzing.py KIND FOLDER SECONDS SEED` starts from the files of `mutating.py` of that kind and keeps what reaches new
lines of this program's own code (atheris; the libraries behind it are not instrumented). Anything that escapes, takes
over 10 s or needs more than 3 GB ends it with another exit code, and the content lies in FOLDER under crash-, timeout-
or oom-. The last lines of the error output say how many contents were tried and how many edges were reached.
"""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["restorer"], enable_loader_override=False):
    from restorer import photo, session, settings, weights  # noqa: F401 - read here, so that they are instrumented

from mutating import KINDS

MEGABYTES = 3 * 1024
HANG = 10


def main() -> None:
    kind, folder, seconds, seed = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    contents, open_, refusals = KINDS[kind](folder)
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    for number, content in enumerate(contents):
        (corpus / f"seed-{number:03}").write_bytes(content)

    def try_one(content: bytes) -> None:
        try:
            open_(content)
        except refusals as error:
            assert str(error).isprintable(), repr(str(error))  # noqa: PT017

    options = [f"-max_total_time={seconds}", f"-seed={seed}", f"-timeout={HANG}", f"-rss_limit_mb={MEGABYTES}"]
    options += ["-max_len=65536", f"-artifact_prefix={folder}/", "-print_final_stats=1", "-detect_leaks=0"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], try_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
