import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './Choices.module.css';

interface Props {
  label: string;
  options: { value: string; name: string }[];
  chosen: ReadonlySet<string>;
  choose: (chosen: ReadonlySet<string>) => void;
  error?: string | undefined;
}

/** Any of a few: boxes to tick, with a way to tick all or none. */
export function Choices({ label, options, chosen, choose, error }: Props) {
  const { t } = useTranslation('console');
  const id = useId();
  const isAll = options.every(({ value }) => chosen.has(value));
  const toggle = (value: string) => {
    const next = new Set(chosen);
    if (!next.delete(value)) next.add(value);
    choose(next);
  };
  return (
    <div
      className={styles.choices}
      role="group"
      aria-labelledby={`${id}-label`}
      aria-describedby={error ? `${id}-error` : undefined}
    >
      <div className={styles.head}>
        <span id={`${id}-label`}>{label}</span>
        <button type="button" onClick={() => choose(new Set(isAll ? [] : options.map(({ value }) => value)))}>
          {isAll ? t('form.none') : t('form.all')}
        </button>
      </div>
      <div className={styles.boxes}>
        {options.map(({ value, name }) => (
          <label key={value}>
            <input type="checkbox" checked={chosen.has(value)} onChange={() => toggle(value)} />
            {name}
          </label>
        ))}
      </div>
      {error ? (
        <p className={styles.error} id={`${id}-error`}>
          {error}
        </p>
      ) : null}
    </div>
  );
}
