/** Weighs what a browser must fetch before a page can begin: index.html's scripts, compressed. Run after a build. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET_KB = 250;
const dist = new URL('../dist/', import.meta.url);
const html = readFileSync(new URL('index.html', dist), 'utf8');
const files = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, file]) => file);
const kilobytes = files.map((file) => gzipSync(readFileSync(new URL(file, dist))).length / 1000);
const total = kilobytes.reduce((sum, one) => sum + one, 0);
files.forEach((file, index) => console.log(`${kilobytes[index].toFixed(1).padStart(8)} kB  ${file}`));
console.log(`${total.toFixed(1).padStart(8)} kB  initial JavaScript, gzip; the budget is ${BUDGET_KB} kB`);
process.exitCode = total > BUDGET_KB ? 1 : 0;
