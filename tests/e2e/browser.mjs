/** Chromium, and a page that notes everything a person shouldn't meet. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

/** How long anything on a page may take: a model learns on a busy machine. */
const PATIENCE_MS = 240_000;

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });

/**
 * A person's page: `language` and `theme` are theirs, and unless they are a `guest` they sign in, as whoever is on this
 * machine may in development. What goes wrong on it is gathered in `faults`, but for what a
 * test brings about itself and forgives.
 *
 * @param {import('playwright-core').Browser} browser
 */
export async function visit(browser, { url, language, theme = 'light', width = 1280, guest = false, forgive = /$^/ }) {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height: 900 },
    colorScheme: theme,
    reducedMotion: 'reduce',
  });
  await context.addInitScript((chosen) => window.localStorage.setItem('gisa.language', chosen), language);
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  if (!guest) await page.goto('/auth/sign-in?return_to=/');
  const faults = [];
  const here = new URL(url).host;
  page.on('pageerror', (error) => faults.push(`uncaught: ${error}`));
  page.on('console', (message) => {
    const text = `console: ${message.text()} (${message.location().url})`;
    if (message.type() === 'error' && !forgive.test(text)) faults.push(text);
  });
  const note = (address) => {
    const { protocol, host } = new URL(address);
    if (/^(https?|wss?):$/.test(protocol) && host !== here) faults.push(`asked another host: ${address}`);
  };
  page.on('request', (request) => note(request.url()));
  page.on('websocket', (socket) => note(socket.url()));
  /** Looks at the page as it stands, under a name: for people with disabilities, and for people who look on. */
  const examine = async (name) => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    for (const { id, impact, help, nodes } of violations.filter((one) => ['serious', 'critical'].includes(one.impact)))
      faults.push(`${name}: axe, ${impact}: ${id}: ${help}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
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
