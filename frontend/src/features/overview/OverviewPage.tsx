import { Button } from '@mantine/core';
import { IconRefresh, IconUserQuestion } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/i18n/format';
import { FailureNotice } from '@/ui/FailureNotice';
import { FilterChips, Filters } from '@/ui/FilterChips';
import { Loading } from '@/ui/Loading';
import { Figures, Page, Section } from '@/ui/Page';
import { useFilter } from '@/ui/paging';
import { RelativeTime } from '@/ui/RelativeTime';
import { ClassMix } from './ClassMix';
import { FirstSteps } from './FirstSteps';
import type { OverviewQuery } from './overview.generated';
import { useOverviewQuery, useUsageOverTimeQuery } from './overviewApi';
import styles from './OverviewPage.module.css';
import { Serving } from './Serving';
import { askedFor, RANGES, type Range } from './timeRange';
import { UnderWay } from './UnderWay';

/** The newsroom at a glance: what serves, how readers fare, what is under way. Every figure leads to its evidence. */
export function OverviewPage() {
  const { t } = useTranslation('console');
  const { data, error, refetch } = useOverviewQuery();
  if (error && !data)
    return <Page title={t('places.overview')}>{<FailureNotice failure={error} retry={() => void refetch()} />}</Page>;
  if (!data) return <Loading />;
  return (
    <Page title={t('places.overview')} purpose={t('overview.purpose')}>
      {data.pending.totalCount > 0 ? (
        <p className={styles.pending}>
          <IconUserQuestion size={18} aria-hidden />
          <Link to="/admin/models/requests?status=PENDING">
            {t('request.pending', { number: data.pending.totalCount })}
          </Link>
        </p>
      ) : null}
      {data.activeDeployment ? null : <FirstSteps overview={data} />}
      <div className={styles.columns}>
        <div className={styles.main}>
          {data.activeDeployment ? <Serving deployment={data.activeDeployment} /> : null}
          {data.activeDeployment ? <Traffic /> : null}
        </div>
        <aside className={styles.side}>
          <UnderWay overview={data} />
          <Deployments overview={data} />
          <Material overview={data} />
        </aside>
      </div>
    </Page>
  );
}

/** How readers were served within a time range. */
function Traffic() {
  const { t } = useTranslation('console');
  const format = useFormat();
  const [text, choose] = useFilter('range');
  const range = (Object.keys(RANGES) as Range[]).find((one) => one === text) ?? 'days';
  // "Now" is when the page was opened or refreshed, lest the question change with every drawing.
  const [now, setNow] = useState(() => new Date());
  const asked = askedFor(range, now);
  const { data, currentData, error, refetch, isFetching } = useUsageOverTimeQuery(asked);
  const usage = (currentData ?? data)?.all;
  const said = usage ? usage.agreed + usage.disagreed : 0;
  const ms = (time: number | null | undefined) => (time == null ? '–' : `${format.decimal(time / 1000, 1)} ms`);
  const since = new URLSearchParams({ from: asked.from, to: asked.to }).toString();
  return (
    <Section
      title={t('overview.readers')}
      aside={
        <Filters>
          <FilterChips
            label={t('overview.range')}
            options={(Object.keys(RANGES) as Range[]).map((value) => ({ value, name: t(`overview.ranges.${value}`) }))}
            chosen={range}
            choose={choose}
            isRequired
          />
          <Button
            variant="default"
            size="xs"
            leftSection={<IconRefresh size={14} aria-hidden />}
            loading={isFetching}
            onClick={() => setNow(new Date())}
          >
            {t('prediction.refresh')}
          </Button>
        </Filters>
      }
    >
      {error ? <FailureNotice failure={error} retry={() => void refetch()} /> : null}
      <Figures
        figures={[
          {
            name: t('places.predictions'),
            value: <Link to={`/admin/predictions?${since}`}>{usage ? format.integer(usage.count) : '–'}</Link>,
          },
          {
            name: t('prediction.agreement'),
            value: (
              <Link to={`/admin/predictions?opinion=disagreed&${since}`}>
                {usage && said ? format.percent(usage.agreed / said) : '–'}
              </Link>
            ),
            note: t('prediction.said', { number: format.integer(said) }),
          },
          {
            name: t('prediction.p50'),
            value: <Link to={`/admin/predictions?${since}`}>{ms(usage?.p50Microseconds)}</Link>,
          },
          {
            name: t('prediction.p99'),
            value: <Link to={`/admin/predictions?${since}`}>{ms(usage?.p99Microseconds)}</Link>,
          },
        ]}
      />
      {(currentData ?? data) ? (
        <ClassMix data={currentData ?? data} range={range} />
      ) : (
        <div className={styles.waiting} />
      )}
    </Section>
  );
}

function Deployments({ overview }: { overview: OverviewQuery }) {
  const { t } = useTranslation('console');
  const { nodes } = overview.deployments;
  if (nodes.length === 0) return null;
  return (
    <Section title={t('overview.deployments')} aside={<Link to="/admin/models#ledger">{t('overview.all')}</Link>}>
      <ol className={styles.lines}>
        {nodes.map(({ id, kind, fromVersion, toVersion, reason, actor, createdAt }) => (
          <li key={id}>
            <p>
              <span>
                {t(`ledger.${kind}`)} {fromVersion ? `v${fromVersion.number} → ` : ''}
                <Link to={`/admin/models/${toVersion.id}`}>v{toVersion.number}</Link>
              </span>
              <RelativeTime at={createdAt} />
            </p>
            <p className={styles.small}>{reason || actor}</p>
          </li>
        ))}
      </ol>
    </Section>
  );
}

/** What models are made of. */
function Material({ overview }: { overview: OverviewQuery }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const [imported] = overview.articleImports.nodes;
  const [dataset] = overview.datasets.nodes;
  return (
    <Section title={t('overview.material')}>
      <ol className={styles.lines}>
        <li>
          <p>
            <Link to="/admin/articles">{t('places.articles')}</Link>
            <b className="figures">{format.integer(overview.articles.totalCount)}</b>
          </p>
          {imported ? (
            <p className={styles.small}>
              <Link to={`/admin/articles/imports/${imported.id}`}>{imported.fileName}</Link>{' '}
              <RelativeTime at={imported.createdAt} />
              {imported.refused > 0 ? ` · ${t('overview.refused', { number: format.integer(imported.refused) })}` : ''}
            </p>
          ) : null}
        </li>
        <li>
          <p>
            <Link to="/admin/datasets">{t('places.datasets')}</Link>
            <b className="figures">{format.integer(overview.datasets.totalCount)}</b>
          </p>
          {dataset ? (
            <p className={styles.small}>
              <Link to={`/admin/datasets/${dataset.id}`}>{dataset.name}</Link>{' '}
              {dataset.sealedAt ? <RelativeTime at={dataset.sealedAt} /> : null}
            </p>
          ) : null}
        </li>
        <li>
          <p>
            <Link to="/admin/models">{t('places.models')}</Link>
            <b className="figures">{format.integer(overview.modelVersions.totalCount)}</b>
          </p>
        </li>
      </ol>
    </Section>
  );
}
