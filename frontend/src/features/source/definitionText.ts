/** A place in a definition: keys, and positions in lists. */
type Place = (string | number)[];

/** Whether a definition is of a site on the server's own machine. */
export const isLocal = (text: string) => /^\s*local\s*=\s*true\b/m.test(text);

/**
 * The line (from 1) of a definition that an error of the server is about. Errors name a field
 * ("input.definition.lists[1].links[0]", in camel case) or, of a text that isn't TOML, say the line themselves.
 */
export function lineOf(text: string, error: { field: string; message: string }): number | undefined {
  const said = /^line (\d+):/.exec(error.message)?.[1];
  if (said !== undefined) return Number(said);
  const wanted = placeOf(error.field);
  if (wanted.length === 0) return undefined;
  let best: { line: number; length: number } | undefined;
  let table: Place = [];
  const counts = new Map<string, number>();
  const lines = text.split('\n');
  lines.forEach((content, index) => {
    const list = /^\s*\[\[\s*([\w.-]+)\s*\]\]/.exec(content)?.[1];
    const single = /^\s*\[\s*([\w.-]+)\s*\]/.exec(content)?.[1];
    const key = /^\s*([\w-]+)\s*=/.exec(content)?.[1];
    if (list !== undefined) {
      const position = counts.get(list) ?? 0;
      counts.set(list, position + 1);
      table = [...list.split('.'), position];
    } else if (single !== undefined) table = single.split('.');
    else if (key === undefined) return;
    const here = key === undefined ? table : [...table, key];
    const isOnTheWay = here.every((part, at) => part === wanted[at]);
    if (isOnTheWay && here.length > (best?.length ?? 0)) best = { line: index + 1, length: here.length };
  });
  if (!best) return undefined;
  const next = wanted[best.length];
  // An entry of a list that has a line for each.
  const isSpread = typeof next === 'number' && /=\s*\[\s*(#.*)?$/.test(lines[best.line - 1] ?? '');
  return isSpread ? best.line + 1 + next : best.line;
}

/** What a field's path means: without what leads to the definition, and as TOML writes it. */
function placeOf(field: string): Place {
  const [, path] = /^(?:input\.)?definition\.?(.*)$/.exec(field) ?? [];
  return (path ?? '')
    .split(/[.[\]]/)
    .filter((part) => part !== '')
    .map((part) =>
      /^\d+$/.test(part) ? Number(part) : part.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    );
}

/** What a new source begins with. */
export const TEMPLATE = `name = "Daily News"
origin = "https://news.example.com"
hosts = ["news.example.com"]
label_set = "daum"
robots = "obey"
utc_offset = "+09:00"
list = "latest"

[politeness]
delay_seconds = 1.0
jitter = 0.5
max_delay_seconds = 120.0
concurrency = 1
request_budget = 500
max_attempts = 3

[[lists]]
name = "latest"
address = "{origin}/{section}?page={page}"
links = ["ul.articles a.title"]

[article]
address = ['/articles/(\\d+)']
title = ["h1", "meta[property='og:title'] @content"]
body = ["article p"]
strip = ["figure", "script", "style"]
published_at = ["time @datetime"]
date_patterns = ["rfc3339"]
press = ["meta[property='og:site_name'] @content"]

[[sections]]
key = "society"
label = "society"

[[sections]]
key = "economy"
label = "economic"
`;
