/** How people get in and out, by an identity provider that others wrote. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, send, visit } from './browser.mjs';
import { Newsroom } from './newsroom.mjs';
import { Provider } from './provider.mjs';

/** What a browser says of an answer that is a refusal; the test asks for it. */
const REFUSED = /status of 40[0-9]/;

/** @type {Provider} */
let provider;
/** @type {Newsroom} */
let newsroom;
/** @type {import('playwright-core').Browser} */
let browser;

before(async () => {
  provider = await Provider.open();
  newsroom = await Newsroom.open({ provider });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await newsroom?.close();
  await provider?.close();
});

test('the first administrator comes in by the printed link, and everybody else by an invitation', async () => {
  provider.vouchFor('kim', '김 기자');
  const first = await visit(browser, { url: newsroom.url, language: 'ko', enter: newsroom.link, provider });
  await first.page.waitForURL('**/admin');
  await first.page.getByRole('button', { name: '김 기자님의 메뉴' }).click();
  await first.page.getByText('김 기자 · 관리자').waitFor();
  await first.examine('first-administrator');

  provider.vouchFor('park', '박 기자');
  const stranger = await visit(browser, { url: newsroom.url, language: 'ko', provider });
  await stranger.page.getByRole('heading', { name: '로그인하지 못했습니다' }).waitFor();
  await stranger.page.getByText(/ask an administrator for an invitation/).waitFor();
  await stranger.examine('refused');
  await stranger.leave();

  const enter = await newsroom.invite('viewer', '박 기자');
  const guest = await visit(browser, { url: newsroom.url, language: 'ko', enter, provider });
  await guest.page.waitForURL('**/admin');
  await guest.page.getByRole('button', { name: '박 기자님의 메뉴' }).click();
  await guest.page.getByText('박 기자 · 보기').waitFor();
  await Promise.all([first.leave(), guest.leave()]);
  assert.deepEqual([...first.faults, ...stranger.faults, ...guest.faults], []);
});

test('who opens a page of the console without a session signs in and is back where they wanted to be', async () => {
  provider.vouchFor('kim', '김 기자');
  const { page, leave } = await visit(browser, {
    url: newsroom.url,
    language: 'en',
    guest: true,
    provider,
    forgive: REFUSED,
  });
  await page.goto('/admin/jobs?status=FAILED');
  await page.getByRole('heading', { level: 1, name: 'Jobs' }).waitFor();
  await page.getByRole('button', { name: 'Menu of 김 기자' }).waitFor();
  assert.equal(new URL(page.url()).search, '?status=FAILED');
  await leave();
});

test('who signs out is out, in every tab', async () => {
  provider.vouchFor('kim', '김 기자');
  const { page, context, faults, leave } = await visit(browser, { url: newsroom.url, language: 'en', provider });
  await page.goto('/admin');
  const other = await context.newPage();
  await other.goto('/admin/articles');
  await other.getByRole('heading', { level: 1, name: 'Articles' }).waitFor();
  await page.getByRole('button', { name: 'Menu of 김 기자' }).click();
  // Otherwise the tab that notices would come in again, as whom the provider says.
  provider.vouchFor('stranger', '손님');
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL(`${newsroom.url}/`);
  await other.getByRole('heading', { name: '로그인하지 못했습니다' }).waitFor();
  const { data } = await send(page, '{ me { sessionId } }');
  assert.equal(data.me, null);
  await leave();
  assert.deepEqual(faults, []);
});
