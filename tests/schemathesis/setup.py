#!/usr/bin/env python3
"""Make the throw-away environment of schemathesis. The product needs none of it.

Usage: setup.py FOLDER
"""

import subprocess
import sys
import venv
from pathlib import Path

PACKAGES = ["schemathesis==4.32.5"]


def main():
    folder = Path(sys.argv[1])
    mark = folder / "packages"
    if mark.exists() and mark.read_text() == "\n".join(PACKAGES):
        return
    print(f"setup: making the environment of schemathesis in {folder}", file=sys.stderr)
    venv.create(folder, clear=True, with_pip=True)
    command = [str(folder / "bin/python"), "-m", "pip", "--quiet", "--disable-pip-version-check", "install",
               "--only-binary=:all:", *PACKAGES]
    if subprocess.run(command).returncode != 0:
        sys.exit("schemathesis: pip could not install it: is PyPI reachable?")
    mark.write_text("\n".join(PACKAGES))


main()
