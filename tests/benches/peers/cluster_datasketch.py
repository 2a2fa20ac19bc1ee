#!/usr/bin/env python3
"""Find near-duplicate candidates among the lines of a file with datasketch, and print what it took as one line of JSON.

Usage: cluster_datasketch.py FILE

The same shingles (three characters of the first 500, without spaces), as many hash values and the same bands as Gisa's index.
"""

import importlib.metadata
import json
import resource
import sys
import time

from datasketch import MinHash, MinHashLSH

BANDS, ROWS = 30, 4


def shingles(line):
    letters = "".join(line.split())[:500].lower()
    return {letters[at:at + 3].encode() for at in range(max(1, len(letters) - 2))}


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    index = MinHashLSH(num_perm=BANDS * ROWS, params=(BANDS, ROWS))
    # One draw of permutations for all, as its documentation advises.
    first = MinHash(num_perm=BANDS * ROWS)
    with_candidates = 0
    begun = time.monotonic()
    with open(sys.argv[1], encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            signature = MinHash(num_perm=BANDS * ROWS, permutations=first.permutations)
            signature.update_batch(list(shingles(line)))
            with_candidates += bool(index.query(signature))
            index.insert(str(number), signature)
    seconds = time.monotonic() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(json.dumps({"seconds": seconds, "peak_mebibytes": peak, "with_candidates": with_candidates,
                      "version": importlib.metadata.version("datasketch")}))


if __name__ == "__main__":
    main()
