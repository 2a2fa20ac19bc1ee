import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/i18n/format';
import { DataTable, type Column } from '@/ui/DataTable';
import { useParameterName } from '@/ui/parameterNames';
import { useSorted, useSorting } from '@/ui/sorting';
import { Status } from '@/ui/Status';
import type { Compared } from './comparison';

interface Props {
  runs: readonly Compared[];
  fields: readonly string[];
  colours: readonly string[];
  looked: string | undefined;
}

const numberOr = (value: string | null | undefined) =>
  value == null || Number.isNaN(Number(value)) ? value : Number(value);

/** Runs with the parameters that differ and the figures that came of them. */
export function ComparedTable({ runs, fields, colours, looked }: Props) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const parameterName = useParameterName();
  const sorting = useSorting('-best');
  const rows = useSorted(runs, sorting, {
    name: ({ name }) => name,
    best: ({ best }) => best,
    validationLoss: ({ run }) => run.bestEpoch?.validationLoss,
    test: ({ run }) => run.testMetrics?.macroF1,
    seconds: ({ run }) => run.seconds,
    ...Object.fromEntries(fields.map((field) => [field, ({ parameters }: Compared) => numberOr(parameters[field])])),
  });
  const colourOf = new Map(runs.map(({ id }, index) => [id, colours[index]]));
  const figure = (
    key: string,
    header: string,
    value: (one: Compared) => number | null | undefined,
  ): Column<Compared> => ({
    key,
    header,
    numeric: true,
    sort: key,
    cell: (one) => {
      const known = value(one);
      return known == null ? '–' : format.decimal(known);
    },
  });
  return (
    <DataTable
      caption={t('compare.table')}
      rows={rows}
      rowKey={({ id }) => id}
      marked={({ id }) => id === looked}
      sorting={sorting}
      choosable="hide"
      height={560}
      columns={[
        {
          key: 'name',
          header: t('column.name'),
          sort: 'name',
          cell: ({ id, name }) => (
            <>
              <span
                aria-hidden
                style={{
                  display: 'inline-block',
                  width: 10,
                  height: 10,
                  marginRight: 8,
                  borderRadius: 3,
                  background: colourOf.get(id),
                }}
              />
              <Link to={`/admin/training/${id}`}>{name}</Link>
            </>
          ),
        },
        { key: 'status', header: t('column.status'), cell: ({ run }) => <Status status={run.trainingRun.status} /> },
        ...fields.map((field): Column<Compared> => ({
          key: field,
          header: parameterName(field),
          numeric: true,
          sort: field,
          cell: ({ parameters }) => parameters[field] ?? '–',
        })),
        figure('best', t('metric.bestMacroF1'), ({ best }) => best),
        figure('validationLoss', t('metric.validationLoss'), ({ run }) => run.bestEpoch?.validationLoss),
        figure('test', t('column.testMacroF1'), ({ run }) => run.testMetrics?.macroF1),
        {
          key: 'seconds',
          header: t('metric.duration'),
          numeric: true,
          sort: 'seconds',
          cell: ({ run }) => (run.seconds === null ? '–' : format.duration(run.seconds)),
        },
        {
          key: 'version',
          header: t('column.version'),
          numeric: true,
          cell: ({ run }) =>
            run.trainingRun.modelVersion ? (
              <Link to={`/admin/models/${run.trainingRun.modelVersion.id}`}>
                v{run.trainingRun.modelVersion.number}
              </Link>
            ) : (
              '–'
            ),
        },
      ]}
    />
  );
}
