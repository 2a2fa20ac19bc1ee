#!/usr/bin/env python3
"""Fetch libtorch and ONNX Runtime once, from PyPI wheels, into a cache outside the checkout.

Usage: setup-runtimes.py CACHE_FOLDER

Each wheel is checked against the SHA-256 pinned below before a byte of it is used. A folder is
prepared beside its final name and renamed into place, so an interrupted run leaves nothing half-made.
Setting LIBTORCH or ORT_DYLIB_PATH skips the corresponding download (that is how a GPU machine is used).
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

TORCH_VERSION = "2.13.0"
ONNXRUNTIME_VERSION = "1.31.1"

WHEELS = {
    "torch": (TORCH_VERSION, "60fcdcb2f3876e21146cb4524ef06397d727ca9ad5f020818547e25075fe3cb7"),
    "nvidia-cuda-runtime": ("13.5.37", "df2b79a8852f10d1fef8c848489c49eebb5754051bf870202a862831412b179d"),
    "nvidia-cuda-cupti": ("13.5.25", "9dcca41c12a734192b14e7128ae116bc9ce1b9da686e2ebf48ae7a4415f76650"),
    "onnxruntime": (ONNXRUNTIME_VERSION, "5752bd508126ae7c49894d3b9d2e83f0c3d487319246d04c444b393308d7ad7f"),
}
PLATFORMS = ["manylinux_2_28_x86_64", "manylinux_2_25_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"]


def say(text):
    print(f"setup: {text}", flush=True)


def fail(text):
    sys.exit(f"setup: error: {text}")


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def download(name, folder):
    """Return the path of the wheel `name`, downloaded into `folder` and checked."""
    version, expected = WHEELS[name]
    say(f"downloading {name} {version}")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:",
               "--python-version", "3.11", "--dest", str(folder)]
    for platform in PLATFORMS:
        command += ["--platform", platform]
    if subprocess.run([*command, f"{name}=={version}"]).returncode != 0:
        fail(f"pip could not download {name} {version}: is PyPI reachable, and is python3-pip installed?")
    wheel = next(folder.glob(name.replace("-", "_") + "-*.whl"))
    actual = sha256(wheel)
    if actual != expected:
        fail(f"{wheel.name} has SHA-256 {actual}, expected {expected}; nothing of it was used")
    return wheel


def extract(wheel, wanted, target):
    """Copy every member of `wheel` for which `wanted(name)` gives a path below `target`."""
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.namelist():
            relative = wanted(member)
            if relative and not member.endswith("/"):
                path = target / relative
                path.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(member) as source, open(path, "wb") as sink:
                    shutil.copyfileobj(source, sink, 1 << 20)


def library(name, *prefixes):
    """A selector that keeps the shared library `name` wherever it lies below one of `prefixes`."""
    return lambda member: f"lib/{name}" if member.rsplit("/", 1)[-1] == name and member.startswith(prefixes) else None


def prepare_libtorch(target, scratch):
    keep = {"torch/lib/libtorch_cpu.so", "torch/lib/libc10.so", "torch/lib/libgomp.so.1"}

    def wanted(member):
        if member in keep or member.startswith("torch/include/"):
            return member.removeprefix("torch/")
        return None

    extract(download("torch", scratch), wanted, target)
    # libtorch_cpu of this wheel links these two even where there is no GPU.
    extract(download("nvidia-cuda-runtime", scratch), library("libcudart.so.13", "nvidia/"), target)
    extract(download("nvidia-cuda-cupti", scratch), library("libcupti.so.13", "nvidia/"), target)
    # The wheel's libtorch.so wants the CUDA half: an empty one that pulls in libtorch_cpu takes its place.
    empty = scratch / "empty.c"
    empty.write_text("")
    subprocess.run(["cc", "-shared", "-o", str(target / "lib/libtorch.so"), str(empty), "-Wl,--no-as-needed",
                    f"-L{target / 'lib'}", "-l:libtorch_cpu.so", "-l:libc10.so", "-Wl,-rpath,$ORIGIN",
                    "-Wl,--allow-shlib-undefined"], check=True)
    (target / "build-version").write_text(TORCH_VERSION)


def prepare_onnxruntime(target, scratch):
    name = f"libonnxruntime.so.{ONNXRUNTIME_VERSION}"
    extract(download("onnxruntime", scratch), library(name, "onnxruntime/capi/"), target)


def ensure(folder, prepare):
    """Make `folder` by `prepare` unless it is there already; appears whole or not at all."""
    if folder.is_dir():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".setup-") as scratch:
        scratch = Path(scratch)
        made = scratch / "made"
        made.mkdir()
        prepare(made, scratch)
        made.chmod(0o755)
        try:
            made.rename(folder)
        except OSError:
            # Another checkout finished the same work first.
            if not folder.is_dir():
                raise
    say(f"ready: {folder}")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    cache = Path(sys.argv[1])
    if shutil.which("cc") is None:
        fail("no C compiler found; install the package build-essential")
    if "LIBTORCH" not in os.environ:
        ensure(cache / f"libtorch-{TORCH_VERSION}", prepare_libtorch)
    if "ORT_DYLIB_PATH" not in os.environ:
        ensure(cache / f"onnxruntime-{ONNXRUNTIME_VERSION}", prepare_onnxruntime)


if __name__ == "__main__":
    main()
