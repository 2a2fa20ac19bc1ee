#!/usr/bin/env python3
"""Make the throw-away environment in which datasketch runs for the clustering benchmark. The product needs none of it.

Usage: setup_datasketch.py FOLDER

The package comes from PyPI into a virtual environment at FOLDER, which appears whole or not at all.
"""

import shutil
import subprocess
import sys
import venv
from pathlib import Path


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    ready = folder / "ready"
    if ready.exists():
        return
    shutil.rmtree(folder, ignore_errors=True)
    print(f"datasketch: installing into {folder}", file=sys.stderr)
    venv.create(folder, with_pip=True)
    command = [str(folder / "bin/python"), "-m", "pip", "--quiet", "--disable-pip-version-check", "install",
               "--only-binary=:all:", "datasketch==2.0.0"]
    if subprocess.run(command).returncode != 0:
        sys.exit("datasketch: pip could not install it: is PyPI reachable?")
    ready.touch()


if __name__ == "__main__":
    main()
