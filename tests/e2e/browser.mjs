/** Chromium, and a page that notes everything a person shouldn't meet. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

/** How long anything on a page may take: a model learns on a busy machine. */
const PATIENCE_MS = 90_000;

const executablePath = process.env.CHROMIUM || '/usr/bin/chromium';
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];

/** Starts Chromium; with a `folder` as one person's, who keeps there what they keep. */
export const launch = ({ folder, args = [] } = {}) =>
  folder
    ? chromium.launchPersistentContext(folder, { executablePath, args: [...ARGUMENTS, ...args] })
    : chromium.launch({ executablePath, args: [...ARGUMENTS, ...args] });

/** Where whoever is on this machine may sign in, in development. */
const SIGN_IN = '/auth/sign-in?return_to=/';

/**
 * A person's page: `language` and `theme` are theirs, and unless they are a `guest` they come in through `enter`, an
 * invitation for instance, by a `provider` if there is one. What goes wrong on it is gathered in `faults`, but for what a
 * test brings about itself and forgives.
 *
 * @param {import('playwright-core').Browser} browser
 */
export async function visit(
  browser,
  { url, language, theme = 'light', width = 1280, guest = false, enter = SIGN_IN, provider, forgive = /$^/ },
) {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height: 900 },
    colorScheme: theme,
    reducedMotion: 'reduce',
  });
  await context.addInitScript((chosen) => window.localStorage.setItem('gisa.language', chosen), language);
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  if (!guest) await page.goto(enter);
  const faults = [];
  const known = [new URL(url).host, provider?.host];
  page.on('pageerror', (error) => faults.push(`uncaught: ${error}`));
  page.on('console', (message) => {
    const text = `console: ${message.text()} (${message.location().url})`;
    if (message.type() === 'error' && !forgive.test(text)) faults.push(text);
  });
  const note = (address) => {
    const { protocol, host } = new URL(address);
    if (/^(https?|wss?):$/.test(protocol) && !known.includes(host)) faults.push(`asked another host: ${address}`);
  };
  page.on('request', (request) => note(request.url()));
  page.on('websocket', (socket) => note(socket.url()));
  /** Looks at the page as it stands, under a name: for people with disabilities, and for people who look on. */
  const examine = async (name) => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    for (const { id, impact, help, nodes } of violations.filter((one) => ['serious', 'critical'].includes(one.impact)))
      faults.push(
        `${name}: axe, ${impact}: ${id}: ${help}: ${nodes.map((node) => `${node.target.join(' ')} (${node.failureSummary.replace(/\s+/g, ' ')})`).join(', ')}`,
      );
    const folder = process.env.GISA_E2E_SHOW;
    if (!folder) return;
    mkdirSync(folder, { recursive: true });
    await page.screenshot({
      path: join(folder, `${name}.png`),
      fullPage: true,
    });
  };
  return { page, context, faults, examine, leave: () => context.close() };
}

/** Asks the server over GraphQL as whoever is signed in on the page; gives the whole answer. */
export const send = (page, query, variables = {}) =>
  page.evaluate(async (body) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch('/graphql', { method: 'POST', headers, body });
    return response.json();
  }, JSON.stringify({ query, variables }));
