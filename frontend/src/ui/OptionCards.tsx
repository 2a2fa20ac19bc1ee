import type { UseFormRegisterReturn } from 'react-hook-form';
import styles from './OptionCards.module.css';

interface Props {
  label: string;
  options: { value: string; name: string; explanation: string; isDisabled?: boolean }[];
  /** Whether several may be chosen. */
  isMultiple?: boolean;
  register: () => UseFormRegisterReturn;
  error?: string | undefined;
}

/** A choice in a form whose options have to be explained. */
export function OptionCards({ label, options, isMultiple = false, register, error }: Props) {
  return (
    <fieldset className={styles.choice}>
      <legend>{label}</legend>
      <div className={styles.options}>
        {options.map(({ value, name, explanation, isDisabled }) => (
          <label key={value} data-disabled={isDisabled}>
            <input
              type={isMultiple ? 'checkbox' : 'radio'}
              value={value}
              {...register()}
              disabled={isDisabled}
              aria-invalid={error ? true : undefined}
            />
            <span>
              <b>{name}</b>
              <small>{explanation}</small>
            </span>
          </label>
        ))}
      </div>
      {error ? (
        <p className={styles.error} role="alert">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
