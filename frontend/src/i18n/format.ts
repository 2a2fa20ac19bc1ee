import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from './index';

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** Numbers and times as a reader of `language` writes them. */
export function makeFormat(language: Language) {
  const locale = language === 'ko' ? 'ko-KR' : 'en-GB';
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  const absolute = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const dayOfYear = new Intl.DateTimeFormat(locale, { month: 'numeric', day: 'numeric' });
  const hour = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hour12: false });
  const integer = new Intl.NumberFormat(locale);
  const bytes = ['B', 'kB', 'MB', 'GB'];

  return {
    integer: (value: number) => integer.format(value),
    /** A figure with a fixed number of decimals, so that columns line up. */
    decimal: (value: number, digits = 3) =>
      new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value),
    /** A figure of any magnitude, such as a learning rate. */
    figure: (value: number) =>
      value !== 0 && Math.abs(value) < 1e-3
        ? value.toExponential(2).replace(/\.?0+e/, 'e')
        : new Intl.NumberFormat(locale, { maximumSignificantDigits: 4 }).format(value),
    percent: (share: number, digits = 1) =>
      new Intl.NumberFormat(locale, {
        style: 'percent',
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }).format(share),
    absolute: (time: string) => absolute.format(new Date(time)),
    day: (time: string) => day.format(new Date(time)),
    /** Month and day, for an axis. */
    dayOfYear: (time: string) => dayOfYear.format(new Date(time)),
    /** Hour and minute, for an axis. */
    hour: (time: string) => hour.format(new Date(time)),
    relative: (time: string, now: number) => {
      const seconds = (new Date(time).getTime() - now) / 1000;
      const unit = UNITS.find(([, length]) => Math.abs(seconds) >= length);
      return unit ? relative.format(Math.round(seconds / unit[1]), unit[0]) : relative.format(0, 'second');
    },
    duration: (seconds: number) => duration(seconds, language),
    bytes: (size: number) => {
      const step = size < 1 ? 0 : Math.min(3, Math.floor(Math.log10(size) / 3));
      return `${new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 }).format(size / 1000 ** step)} ${bytes[step] ?? ''}`;
    },
  };
}

function duration(seconds: number, language: Language): string {
  const [hour, minute, second] = language === 'ko' ? ['시간', '분', '초'] : [' h', ' min', ' s'];
  if (seconds < 10) return `${seconds.toFixed(1)}${second}`;
  const whole = Math.round(seconds);
  const parts: [number, string][] = [
    [Math.floor(whole / 3600), hour],
    [Math.floor(whole / 60) % 60, minute],
    [whole % 60, second],
  ];
  const first = parts.findIndex(([value]) => value > 0);
  return parts
    .slice(first, first + 2)
    .filter(([value]) => value > 0)
    .map(([value, unit]) => `${value}${unit}`)
    .join(' ');
}

/** The formats of the language in use. */
export function useFormat() {
  const { i18n } = useTranslation();
  const language = i18n.language === 'en' ? 'en' : 'ko';
  return useMemo(() => makeFormat(language), [language]);
}
export type Format = ReturnType<typeof makeFormat>;
