#!/usr/bin/env python3
"""Make the throw-away environment in which the benchmark's peers run. The product needs none of it.

Usage: setup.py FOLDER

Packages come from PyPI into a virtual environment at FOLDER, which appears whole or not at all. PyTorch's wheel on PyPI
is built for CUDA and asks for some 3 GB of libraries that a processor never calls: instead of fetching them, empty
libraries of their names are made, whose functions end the process if they are called after all.
"""

import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

PACKAGES = ["fastapi==0.165.0", "uvicorn[standard]==0.54.0", "onnxruntime==1.31.1", "numpy==2.4.6",
            "tokenizers==0.23.3", "safetensors==0.8.0", "transformers==5.23.0",
            # What torch imports.
            "filelock", "typing-extensions", "sympy", "networkx", "jinja2", "fsspec", "setuptools>=77.0.3"]
# Their own requirements are the CUDA libraries.
ALONE = ["torch==2.13.0", "nvidia-cuda-runtime==13.5.37", "nvidia-cuda-cupti==13.5.25"]
ABSENT = ["libcublas.so.13", "libcublasLt.so.13", "libcudnn.so.9", "libcufft.so.12", "libcufile.so.0",
          "libcurand.so.10", "libcusolver.so.12", "libcusparse.so.12", "libcusparseLt.so.0", "libnccl.so.2",
          "libnvrtc.so.13", "libnvshmem_host.so.3"]
NAMES = re.compile(r"(?:cublas|cudnn|cufft|cuFile|curand|cusparse|cusolver|nccl|pnccl|nvrtc|nvshmem)\w*$")


def fail(text):
    sys.exit(f"peers: {text}")


def pip(folder, *arguments):
    command = [str(folder / "bin/python"), "-m", "pip", "--quiet", "--disable-pip-version-check", "install",
               "--only-binary=:all:", *arguments]
    if subprocess.run(command).returncode != 0:
        fail("pip could not install the peers: is PyPI reachable?")


def wanted_symbols(libraries):
    """Names that torch's CUDA half takes from the libraries that aren't there."""
    names = set()
    for library in libraries.glob("lib*.so"):
        listed = subprocess.run(["readelf", "--dyn-syms", "--wide", str(library)], capture_output=True, text=True)
        for line in listed.stdout.splitlines():
            fields = line.split()
            if len(fields) >= 8 and fields[6] == "UND" and NAMES.match(fields[7].split("@")[0]):
                names.add(fields[7].split("@")[0])
    return sorted(names)


def stand_in_for_cuda(packages):
    libraries = packages / "torch/lib"
    for name in ("libcudart.so.13", "libcupti.so.13"):
        shutil.copy(next(packages.glob(f"nvidia/**/{name}")), libraries)
    scratch = libraries / "absent.c"
    scratch.write_text("".join(f"void {name}(void) {{ __builtin_trap(); }}\n" for name in wanted_symbols(libraries)))
    compiler = ["cc", "-shared", "-fPIC", "-o"]
    subprocess.run([*compiler, str(libraries / "libabsent.so"), str(scratch)], check=True)
    scratch.write_text("")
    # The functions are one library down: the linker would ask a library of the right name for versions of them.
    for name in ABSENT:
        subprocess.run([*compiler, str(libraries / name), str(scratch), f"-Wl,-soname,{name}", "-Wl,--no-as-needed",
                        f"-L{libraries}", "-l:libabsent.so", "-Wl,-rpath,$ORIGIN"], check=True)
    scratch.unlink()


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    ready = folder / "ready"
    if ready.exists():
        return
    for tool in ("cc", "readelf"):
        if shutil.which(tool) is None:
            fail(f"{tool} is missing; install the package build-essential")
    shutil.rmtree(folder, ignore_errors=True)
    print(f"peers: installing PyTorch, transformers, FastAPI and ONNX Runtime into {folder}", file=sys.stderr)
    venv.create(folder, with_pip=True)
    pip(folder, *PACKAGES)
    pip(folder, "--no-deps", *ALONE)
    packages = next(folder.glob("lib/python3.*/site-packages"))
    stand_in_for_cuda(packages)
    checked = subprocess.run([str(folder / "bin/python"), "-c", "import torch, transformers, onnxruntime, fastapi"])
    if checked.returncode != 0:
        fail("what was installed can't be imported")
    ready.touch()


if __name__ == "__main__":
    main()
