import { NativeSelect, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import { useParameterName } from '@/ui/parameterNames';
import { NAMED, type Dimension, type Problem, type Range } from './searchSpace';
import styles from './StartSweepPage.module.css';

interface Props {
  dimension: Dimension;
  range: Range | undefined;
  /** Parameters that can be tried; one that another row tries is left out. */
  fields: string[];
  problem: Problem | undefined;
  refused: string | undefined;
  change: (dimension: Dimension) => void;
  remove: (() => void) | undefined;
}

/** One parameter, and what is tried of it. */
export function DimensionRow({ dimension, range, fields, problem, refused, change, remove }: Props) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const parameterName = useParameterName();
  const named = NAMED[dimension.field];
  const set = (part: Partial<Dimension>) => change({ ...dimension, ...part });
  const error = problem ? t(`sweep.problem.${problem}`) : refused;
  const limits = named
    ? named.join(', ')
    : range
      ? t('form.from', { minimum: format.figure(range.minimum), maximum: format.figure(range.maximum) })
      : '';
  return (
    <fieldset className={styles.dimension}>
      <legend className="visually-hidden">{parameterName(dimension.field)}</legend>
      <NativeSelect
        label={t('sweep.parameter')}
        description={limits}
        value={dimension.field}
        onChange={(event) =>
          set({ field: event.currentTarget.value, ...(NAMED[event.currentTarget.value] ? { kind: 'choice' } : {}) })
        }
        data={fields.map((value) => ({ value, label: parameterName(value) }))}
      />
      <NativeSelect
        label={t('sweep.kind.name')}
        description={t('sweep.kind.hint')}
        value={dimension.kind}
        disabled={named !== undefined}
        onChange={(event) => set({ kind: event.currentTarget.value as Dimension['kind'] })}
        data={(['choice', 'range'] as const).map((value) => ({ value, label: t(`sweep.kind.${value}`) }))}
      />
      {dimension.kind === 'choice' ? (
        <TextInput
          className={styles.values}
          label={t('sweep.values')}
          description={t('sweep.valuesHint')}
          value={dimension.values}
          onChange={(event) => set({ values: event.currentTarget.value })}
          error={error}
        />
      ) : (
        <>
          <TextInput
            label={t('sweep.minimum')}
            inputMode="decimal"
            value={dimension.minimum}
            onChange={(event) => set({ minimum: event.currentTarget.value })}
            error={error}
          />
          <TextInput
            label={t('sweep.maximum')}
            inputMode="decimal"
            value={dimension.maximum}
            onChange={(event) => set({ maximum: event.currentTarget.value })}
          />
          <label className={styles.tick}>
            <input
              type="checkbox"
              checked={dimension.isLogarithmic}
              onChange={(event) => set({ isLogarithmic: event.currentTarget.checked })}
            />
            {t('sweep.scale.LOGARITHMIC')}
          </label>
        </>
      )}
      {remove ? (
        <button
          type="button"
          className={styles.remove}
          onClick={remove}
          aria-label={t('sweep.removeParameter', { name: parameterName(dimension.field) })}
        >
          <IconX size={16} aria-hidden />
        </button>
      ) : null}
    </fieldset>
  );
}
