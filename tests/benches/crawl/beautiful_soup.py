#!/usr/bin/env python3
"""Reads articles with BeautifulSoup as a scraper would, and prints how many a second.

Usage: beautiful_soup.py PAGES PARSER

PAGES holds one page a line, as a JSON string. What is looked for is what Gisa's definition of Daum looks for.
"""

import json
import re
import sys
import time

from bs4 import BeautifulSoup

STRIP = ".layer_summary, strong.summary_view, figure, figcaption, .txt_caption, .reporter, script, style"
BODY = ["div.article_view section p[dmcf-ptype=general]", "#harmonyContainer section p"]
LINES = [re.compile(text) for text in (
    r"^\s*[\w.+-]+@[\w-]+(\.[\w-]+)+\s*$",
    r"^[^.!?]{0,30}(기자|특파원|통신원)\s*[(<\[]?\s*[\w.+-]+@[\w-]+(\.[\w-]+)+\s*[)>\]]?$",
    r"(?i)(무단\s*전재|재배포\s*금지|all rights reserved|copyright\s*(ⓒ|©|\(c\)))",
    r"^[<\[(]?(저작권자|ⓒ|©)",
    r"^\(?사진\s*[=:]",
)]


def attribute(page, name):
    found = page.select_one(f"meta[property='{name}']")
    return found["content"] if found else None


def read(text, parser):
    page = BeautifulSoup(text, parser)
    title = page.select_one("h3.tit_view")
    title = title.get_text(" ", strip=True) if title else attribute(page, "og:title")
    for element in page.select(STRIP):
        element.decompose()
    paragraphs = []
    for selector in BODY:
        paragraphs = [element.get_text(" ", strip=True) for element in page.select(selector)]
        if paragraphs:
            break
    body = "\n".join(text for text in paragraphs if text and not any(line.search(text) for line in LINES))
    date = page.select_one(".num_date")
    return title, body, date.get_text() if date else None, attribute(page, "og:article:author")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        pages = [json.loads(line) for line in file]
    parser = sys.argv[2]
    usable = 0
    start = time.perf_counter()
    for page in pages:
        title, body, _, _ = read(page, parser)
        usable += bool(title and body)
    seconds = time.perf_counter() - start
    print(json.dumps({"pages_per_second": len(pages) / seconds, "usable": usable}))


main()
