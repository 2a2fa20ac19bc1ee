#!/usr/bin/env python3
"""Make the throw-away environment of the crawler's peers: BeautifulSoup and Protego. The product needs none of it.

Usage: setup.py FOLDER
"""

import subprocess
import sys
import venv
from pathlib import Path

PACKAGES = ["beautifulsoup4==4.15.0", "lxml==6.0.2", "protego==0.7.0"]


def main():
    folder = Path(sys.argv[1])
    mark = folder / "packages"
    if mark.exists() and mark.read_text() == "\n".join(PACKAGES):
        return
    print(f"setup: making the peers' environment in {folder}", file=sys.stderr)
    venv.create(folder, clear=True, with_pip=True)
    command = [str(folder / "bin/python"), "-m", "pip", "--quiet", "--disable-pip-version-check", "install",
               "--only-binary=:all:", *PACKAGES]
    if subprocess.run(command).returncode != 0:
        sys.exit("peers: pip could not install the peers: is PyPI reachable?")
    mark.write_text("\n".join(PACKAGES))


main()
