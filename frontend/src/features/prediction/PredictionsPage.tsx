import { Button, NativeSelect } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/i18n/format';
import { ClassLabel, useClassName } from '@/ui/ClassLabel';
import { DataTable, type Column } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { FilterChips, Filters } from '@/ui/FilterChips';
import { Hash } from '@/ui/Hash';
import { Figures, Page } from '@/ui/Page';
import { Pager } from '@/ui/Pager';
import { useFilter, usePaging } from '@/ui/paging';
import { RelativeTime } from '@/ui/RelativeTime';
import { momentOf, TimeRange } from '@/ui/TimeRange';
import { Opinion } from './Opinion';
import type { PredictionRowFragment } from './prediction.generated';
import { useModelUsageQuery, usePredictionsQuery, usePredictionVersionsQuery } from './predictionApi';

const DAY_MS = 86_400_000;

/** What readers asked, what they were told and what they said of it. */
export function PredictionsPage() {
  const { t } = useTranslation('console');
  const { page, turn } = usePaging();
  const [opinion, chooseOpinion] = useFilter('opinion');
  const [label, chooseLabel] = useFilter('label');
  const [sureness, chooseSureness] = useFilter('sureness');
  // One moment a visit: a moving end of the range would ask again at every drawing.
  const [to, setTo] = useState(() => new Date().toISOString());
  const from = new Date(Date.parse(to) - DAY_MS).toISOString();
  const usage = useModelUsageQuery({ from, to });
  const [version, chooseVersion] = useFilter('version');
  const [since, chooseSince] = useFilter('from');
  const [until, chooseUntil] = useFilter('to');
  const versions = usePredictionVersionsQuery().data?.modelVersions.nodes;
  const filter = {
    modelVersionId: version,
    from: momentOf(since),
    to: momentOf(until),
    agrees: opinion === 'agreed' ? true : opinion === 'disagreed' ? false : undefined,
    labelClassId: label,
    sure: sureness === 'unsure' ? false : sureness === 'sure' ? true : undefined,
  };
  const { data, currentData, error, refetch, isFetching } = usePredictionsQuery({ ...page, filter });
  const columns = useColumns();
  const className = useClassName();
  const list = (currentData ?? data)?.predictions;
  return (
    <Page
      title={t('places.predictions')}
      purpose={t('prediction.purpose')}
      action={
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={isFetching}
          onClick={() => {
            setTo(new Date().toISOString());
            void refetch();
          }}
        >
          {t('prediction.refresh')}
        </Button>
      }
    >
      <Usage usage={usage.data?.modelUsage} />
      <Filters>
        <FilterChips
          label={t('prediction.opinion')}
          options={(['agreed', 'disagreed'] as const).map((value) => ({ value, name: t(`prediction.${value}`) }))}
          chosen={opinion}
          choose={chooseOpinion}
        />
        <FilterChips
          label={t('prediction.sureness')}
          options={(['unsure', 'sure'] as const).map((value) => ({ value, name: t(`prediction.${value}`) }))}
          chosen={sureness}
          choose={chooseSureness}
        />
        {usage.data && usage.data.modelUsage.classes.length > 0 ? (
          <FilterChips
            label={t('column.class')}
            options={usage.data.modelUsage.classes.map((share) => ({
              value: share.label.id,
              name: className(share.label),
            }))}
            chosen={label}
            choose={chooseLabel}
          />
        ) : null}
        {versions && versions.length > 1 ? (
          <NativeSelect
            size="xs"
            aria-label={t('column.version')}
            value={version ?? ''}
            onChange={(event) => chooseVersion(event.currentTarget.value || undefined)}
            data={[
              { value: '', label: t('prediction.anyVersion') },
              ...versions.map((one) => ({ value: one.id, label: `v${one.number}` })),
            ]}
          />
        ) : null}
        <TimeRange label={t('filter.when')} from={since} to={until} chooseFrom={chooseSince} chooseTo={chooseUntil} />
      </Filters>
      {error ? <FailureNotice failure={error} retry={() => void refetch()} /> : null}
      {list?.nodes.length === 0 ? (
        <EmptyState
          title={t('prediction.empty')}
          explanation={t('prediction.emptyWhy')}
          action={
            <Button component={Link} to="/">
              {t('prediction.try')}
            </Button>
          }
        />
      ) : error && !list ? null : (
        <>
          <DataTable
            caption={t('places.predictions')}
            columns={columns}
            rows={list?.nodes}
            rowKey={(prediction) => prediction.id}
            busy={list !== undefined && !currentData}
            choosable="hide"
          />
          {list ? <Pager shown={list.nodes.length} ends={list.pageInfo} turn={turn} /> : null}
        </>
      )}
    </Page>
  );
}

interface UsageProps {
  usage:
    | {
        count: number;
        agreed: number;
        disagreed: number;
        p50Microseconds: number | null;
        p99Microseconds: number | null;
      }
    | undefined;
}

/** The last day in four numbers. */
function Usage({ usage }: UsageProps) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const said = usage ? usage.agreed + usage.disagreed : 0;
  const ms = (time: number | null | undefined) => (time == null ? '–' : `${format.decimal(time / 1000, 1)} ms`);
  return (
    <Figures
      figures={[
        { name: t('prediction.today'), value: usage ? format.integer(usage.count) : '–' },
        {
          name: t('prediction.agreement'),
          value: usage && said ? format.percent(usage.agreed / said) : '–',
          note: t('prediction.said', { number: format.integer(said) }),
        },
        { name: t('prediction.p50'), value: ms(usage?.p50Microseconds) },
        { name: t('prediction.p99'), value: ms(usage?.p99Microseconds) },
      ]}
    />
  );
}

function useColumns(): Column<PredictionRowFragment>[] {
  const { t } = useTranslation('console');
  const format = useFormat();
  return [
    {
      key: 'text',
      header: t('prediction.text'),
      wide: true,
      cell: ({ id, text, textSha256 }) => (
        <Link to={`/admin/predictions/${id}`} {...(text === null ? {} : { lang: 'ko', title: text })}>
          {text ?? <Hash value={textSha256} />}
        </Link>
      ),
    },
    { key: 'label', header: t('prediction.answer'), cell: (prediction) => <ClassLabel label={prediction.label} /> },
    {
      key: 'probability',
      header: t('prediction.probability'),
      numeric: true,
      cell: (prediction) => format.percent(prediction.probability),
    },
    {
      key: 'feedback',
      header: t('prediction.opinion'),
      cell: ({ feedback }) => (feedback ? <Opinion feedback={feedback} /> : null),
    },
    {
      key: 'version',
      header: t('column.version'),
      numeric: true,
      minor: true,
      cell: ({ modelVersion }) => <Link to={`/admin/models/${modelVersion.id}`}>v{modelVersion.number}</Link>,
    },
    {
      key: 'time',
      header: t('prediction.time'),
      numeric: true,
      minor: true,
      cell: ({ timing }) => format.decimal(timing.totalMicroseconds / 1000, 1),
    },
    {
      key: 'at',
      header: t('prediction.at'),
      numeric: true,
      minor: true,
      cell: (prediction) => <RelativeTime at={prediction.createdAt} />,
    },
  ];
}
