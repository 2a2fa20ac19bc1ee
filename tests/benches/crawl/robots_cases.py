#!/usr/bin/env python3
"""What Protego says of generated robots.txt files: one JSON object a line.

Usage: robots_cases.py SEED FILES

Each line holds a robots.txt (`robots`) and, for some addresses, whether the robot `gisa` may ask for them (`allowed`).
The files are made of everything that parsers differ in: groups of several agents, our name in other cases and as a
part of other names, wildcards, anchors, percent-encoding, Korean, comments, blank lines, unknown lines, spelling,
byte order marks and rules before any group. The same seed gives the same cases.
"""

import json
import random
import sys

from protego import Protego

AGENTS = ["*", "gisa", "Gisa", "GISA", "otherbot", "gisabot", "gis", "news-gisa", "gisa/1.0"]
PARTS = ["a", "b", "ab", "news", "v", "20260101", "%2F", "%7E", "~", "%EB%89%B4%EC%8A%A4", "뉴스", "x.html", "x.php", "?q=1",
         "?page=2&s=3", "*", "**", "$", ".", "%", "%zz", "a b", ";p"]
FIELDS = ["Disallow", "disallow", "DISALLOW", "Allow", "allow", "Disalow", "Disallow "]
NOISE = ["", "# a comment", "Sitemap: https://example.com/sitemap.xml", "Host: example.com", "Crawl-delay: 3", "nonsense",
         "Disallow", "User-agent", ": /a", "Noindex: /a", "Request-rate: 1/5"]


def path(draw, wild):
    parts = PARTS if wild else [part for part in PARTS if part not in ("*", "**", "$", "a b")]
    pieces = [draw.choice(parts) for _ in range(draw.randint(0, 4))]
    text = "/" + draw.choice(["", "/"]).join(pieces)
    if wild and draw.random() < 0.15:
        text += "$"
    if wild and draw.random() < 0.05:
        text = text[1:]
    return text


def robots(draw):
    lines = []
    if draw.random() < 0.1:
        lines.append("Disallow: " + path(draw, True))
    for _ in range(draw.randint(1, 4)):
        for _ in range(draw.choice([1, 1, 1, 2, 3])):
            lines.append(f"{draw.choice(['User-agent', 'user-agent', 'User-Agent'])}:{draw.choice([' ', '', '  '])}{draw.choice(AGENTS)}")
            if draw.random() < 0.1:
                lines.append(draw.choice(NOISE))
        for _ in range(draw.randint(0, 6)):
            value = "" if draw.random() < 0.08 else path(draw, True)
            comment = " # why" if draw.random() < 0.1 else ""
            lines.append(f"{draw.choice(FIELDS)}:{draw.choice([' ', '', chr(9)])}{value}{comment}")
            if draw.random() < 0.1:
                lines.append(draw.choice(NOISE))
        if draw.random() < 0.6:
            lines.append("")
    text = draw.choice(["\n", "\n", "\r\n"]).join(lines)
    return ("\ufeff" if draw.random() < 0.05 else "") + text


def main():
    seed, files = int(sys.argv[1]), int(sys.argv[2])
    draw = random.Random(seed)
    for _ in range(files):
        text = robots(draw)
        judge = Protego.parse(text)
        addresses = sorted({"https://example.com" + path(draw, False) for _ in range(12)})
        allowed = {address: judge.can_fetch(address, "gisa") for address in addresses}
        print(json.dumps({"robots": text, "allowed": allowed}, ensure_ascii=False))


main()
