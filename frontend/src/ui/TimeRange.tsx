import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import styles from './TimeRange.module.css';

interface Props {
  /** What lies in the range. */
  label: string;
  /** Moments as the address has them: RFC 3339, or a local day and time. */
  from: string | undefined;
  to: string | undefined;
  chooseFrom: (moment: string | undefined) => void;
  chooseTo: (moment: string | undefined) => void;
}

/** The moment that a text in the address means; none if it means none. */
export function momentOf(text: string | undefined): string | undefined {
  const moment = text === undefined ? NaN : Date.parse(text);
  return Number.isNaN(moment) ? undefined : new Date(moment).toISOString();
}

/** As a field for a local day and time shows it. */
function localOf(text: string | undefined): string {
  const moment = momentOf(text);
  if (moment === undefined) return '';
  const date = new Date(moment);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** From when to when, in the reader's own zone. */
export function TimeRange({ label, from, to, chooseFrom, chooseTo }: Props) {
  const { t } = useTranslation('console');
  return (
    <div className={styles.range} role="group" aria-label={label}>
      <span className={styles.label} aria-hidden>
        {label}
      </span>
      <TextInput
        type="datetime-local"
        size="xs"
        aria-label={t('filter.from')}
        value={localOf(from)}
        onChange={(event) => chooseFrom(event.currentTarget.value || undefined)}
      />
      <span aria-hidden>–</span>
      <TextInput
        type="datetime-local"
        size="xs"
        aria-label={t('filter.to')}
        value={localOf(to)}
        onChange={(event) => chooseTo(event.currentTarget.value || undefined)}
      />
    </div>
  );
}
