import { useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { lineOf } from './definitionText';
import styles from './DefinitionEditor.module.css';

export interface FieldError {
  field: string;
  message: string;
}

interface Props {
  text: string;
  /** Left out, the text can only be read. */
  change?: (text: string) => void;
  errors?: readonly FieldError[];
}

/** A definition as text, with its lines numbered and what the server refuses marked where it stands. */
export function DefinitionEditor({ text, change, errors = [] }: Props) {
  const { t } = useTranslation('console');
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const lines = text.split('\n');
  const found = errors.map((error) => ({ ...error, line: lineOf(text, error) }));
  const wrong = new Map(found.flatMap(({ line, message }) => (line === undefined ? [] : [[line, message] as const])));
  const show = (line: number) => {
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    area.current?.focus();
    area.current?.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
    document.getElementById(`${id}-${line}`)?.scrollIntoView({ block: 'center' });
  };
  return (
    <div className={styles.editor}>
      <label htmlFor={id}>{t('source.text')}</label>
      {found.length > 0 ? (
        <div className={styles.errors} role="alert" id={`${id}-errors`}>
          <b>{t('source.wrong', { number: found.length })}</b>
          <ul>
            {found.map(({ field, message, line }) => (
              <li key={`${field} ${message}`}>
                {line === undefined ? null : (
                  <button type="button" onClick={() => show(line)}>
                    {t('source.line', { number: line })}
                  </button>
                )}
                <code>{field.replace(/^input\.(definition\.)?/, '')}</code> <span lang="en">{message}</span>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      <div className={styles.box} data-readonly={!change}>
        <ol aria-hidden>
          {lines.map((_, index) => (
            <li key={index} id={`${id}-${index + 1}`} data-wrong={wrong.has(index + 1)} title={wrong.get(index + 1)}>
              {index + 1}
            </li>
          ))}
        </ol>
        <textarea
          ref={area}
          id={id}
          rows={lines.length}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          wrap="off"
          value={text}
          readOnly={!change}
          aria-invalid={found.length > 0}
          aria-describedby={found.length > 0 ? `${id}-errors` : undefined}
          onChange={(event) => change?.(event.currentTarget.value)}
        />
      </div>
    </div>
  );
}
