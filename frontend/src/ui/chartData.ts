/**
 * Exponential moving average with the bias of its start corrected, as TensorBoard draws it: `weight` 0 is the line
 * itself, towards 1 it is smoother. Gaps stay gaps.
 */
export function smooth(values: readonly (number | null)[], weight: number): (number | null)[] {
  let last = 0;
  let seen = 0;
  return values.map((value) => {
    if (value === null) return null;
    seen += 1;
    last = last * weight + (1 - weight) * value;
    return last / (1 - weight ** seen);
  });
}

/** Comma-separated values (RFC 4180) of lines over a common x. */
export function toCsv(
  xLabel: string,
  x: readonly (number | string)[],
  series: { label: string; values: readonly (number | null)[] }[],
): string {
  const quote = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const head = [xLabel, ...series.map((one) => one.label)].map(quote).join(',');
  const rows = x.map((at, index) => [at, ...series.map((one) => one.values[index] ?? '')].join(','));
  return [head, ...rows].join('\r\n') + '\r\n';
}
