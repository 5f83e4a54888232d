"""What a bundle starts: the program of the package, also where the system gives it no terminal."""

import os
import sys

from restorer.__main__ import main

for name in ("stdout", "stderr"):  # a Windows program with a window has neither, and a closed one is None too
    if getattr(sys, name) is None:
        setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 (lives as long as the program)

sys.exit(main())
