#!/usr/bin/env python3
"""Has schemathesis ask everything that the schema allows of a server on an empty folder, as an administrator.

Usage: run.py ENVIRONMENT GISA [EXAMPLES]

DATABASE_URL and GISA_AUTO_MIGRATE=true have it ask a server on an empty database of another kind.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
RATES = ["QUERIES", "MUTATIONS", "ANONYMOUS_PREDICTIONS", "SUBSCRIPTIONS", "UPLOADS", "SIGN_INS"]
TOKEN = 'mutation { createApiToken(input: { name: "schemathesis", scopes: [ADMINISTRATION, DATA, TRAINING] }) { token } }'


class Straight(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: the cookies are in the first answer."""

    def redirect_request(self, *_):
        return None


def become_administrator(link):
    """Opens the link that a fresh installation prints; gives the session's cookies."""
    try:
        answer = urllib.request.build_opener(Straight).open(link)
    except urllib.error.HTTPError as redirect:
        answer = redirect
    return "; ".join(cookie.split(";")[0] for cookie in answer.headers.get_all("set-cookie"))


def main():
    environment, gisa = Path(sys.argv[1]), sys.argv[2]
    examples = sys.argv[3] if len(sys.argv) > 3 else "25"
    with tempfile.TemporaryDirectory() as folder:
        settings = {f"GISA_RATE_{name}": "0" for name in RATES}
        words = [gisa, "serve", "--development", "--no-worker", "--listen", "127.0.0.1:0", "--log-format", "json",
                 "--data-folder", f"{folder}/data"]
        log = open(f"{folder}/log", "w+")
        server = subprocess.Popen(words, env={**os.environ, **settings}, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            link = next(found for line in server.stdout if (found := re.search(r"http:\S+/auth/invitation/\S+", line)))[0]
            url = re.match(r"http://[^/]+", link)[0] + "/graphql"
            body = json.dumps({"query": TOKEN}).encode()
            headers = {"content-type": "application/json", "cookie": become_administrator(link)}
            answer = json.load(urllib.request.urlopen(urllib.request.Request(url, body, headers)))
            token = answer["data"]["createApiToken"]["token"]
            asked = subprocess.run(
                [environment / "bin/schemathesis", "run", url, "--checks", "no_server_error", "--max-examples", examples,
                 "--header", f"Authorization: Bearer {token}", "--seed", "20261123", "--no-color",
                 "--suppress-health-check", "all", "--generation-database", "none", "--warnings", "off"],
                cwd=folder, env={**os.environ, "SCHEMATHESIS_HOOKS": str(HERE / "checks.py")},
            )
            if asked.returncode != 0 or server.poll() is not None:
                log.seek(0)
                faults = [line for line in log if '"ERROR"' in line]
                sys.exit("".join(faults[-20:]) + "schemathesis: the server failed")
        finally:
            server.terminate()
            server.wait()


main()
