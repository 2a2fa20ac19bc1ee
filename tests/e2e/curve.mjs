/** The curve of a training run, as somebody sees it who watches the run's page in English. */

/** Waits until the curve has grown twice, as the table behind it tells: its first line is the newest step. */
export async function curveMoves(page) {
  const chart = page.locator('figure').filter({ has: page.getByRole('heading', { name: 'Is it still learning?' }) });
  await chart.locator('canvas').waitFor();
  const asTable = chart.getByRole('button', { name: 'Show as table' });
  await asTable.click();
  const newest = chart.getByRole('rowheader').first();
  for (let times = 0; times < 2; times += 1) {
    const seen = await newest.innerText();
    await newest.filter({ hasNotText: new RegExp(`^${seen}$`) }).waitFor();
  }
  await asTable.click();
  await chart.locator('canvas').waitFor();
}
