import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useFormat } from '@/i18n/format';
import { Allowed } from '@/ui/Allowed';
import { EmptyState } from '@/ui/EmptyState';
import { Failed } from '@/ui/Failed';
import { FailureNotice } from '@/ui/FailureNotice';
import { Lineage } from '@/ui/Lineage';
import { Loading } from '@/ui/Loading';
import { Facts, Figures, Page, Section } from '@/ui/Page';
import { Progress } from '@/ui/Progress';
import { RelativeTime } from '@/ui/RelativeTime';
import { Status } from '@/ui/Status';
import type { CrawlQuery } from './crawl.generated';
import { CrawlActions } from './CrawlActions';
import { useCrawlPulseQuery, useCrawlQuery } from './crawlApi';
import { CrawlHealth } from './CrawlHealth';
import styles from './CrawlPage.module.css';
import { isUnderWay } from './crawlProgress';
import { CrawlTabs } from './CrawlTabs';
import { SectionsTable } from './SectionsTable';

export type Crawl = NonNullable<CrawlQuery['crawl']>;

/** One crawl: how far it is, section by section, how well it went, and what one may do about it. */
export function CrawlPage() {
  const { t } = useTranslation('console');
  const { id = '' } = useParams();
  const { currentData: data, error, refetch } = useCrawlQuery({ id });
  if (error && !data)
    return <Page title={t('crawl.one')}>{<FailureNotice failure={error} retry={() => void refetch()} />}</Page>;
  if (!data) return <Loading />;
  if (!data.crawl)
    return <Page title={t('crawl.one')}>{<EmptyState title={t('crawl.gone')} explanation={t('gone')} />}</Page>;
  return <Contents key={id} crawl={data.crawl} />;
}

function Contents({ crawl }: { crawl: Crawl }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const { source } = crawl;
  const articles = crawl.articles.totalCount;
  return (
    <Page
      title={t('crawl.of', { source: source.name })}
      purpose={
        <>
          <Status status={crawl.status} />
          <Link to={`/admin/sources/${source.key}`}>{source.name}</Link>
          <RelativeTime at={crawl.createdAt} />
        </>
      }
      action={<CrawlActions crawl={crawl} />}
    >
      <CrawlTabs id={crawl.id} />
      {crawl.status === 'FAILED' && crawl.error ? (
        <Failed title={t('crawl.failed')} code={crawl.errorCode} reason={crawl.error} />
      ) : null}
      <Lineage
        here="articles"
        steps={{ articles: { name: t('lineage.count', { number: format.integer(articles) }) } }}
      />
      {isUnderWay(crawl.status) ? <Moving crawl={crawl} /> : <Reading crawl={crawl} />}
      <Figures
        figures={[
          { name: t('crawl.requests'), value: format.integer(crawl.requests), note: budget() },
          { name: t('crawl.pagesRead'), value: format.integer(crawl.pagesRead) },
          {
            name: t('crawl.articlesNew'),
            value: <Link to={`/admin/articles?crawl=${crawl.id}`}>{format.integer(crawl.articlesNew)}</Link>,
          },
          { name: t('crawl.articlesUpdated'), value: format.integer(crawl.articlesUpdated) },
          { name: t('crawl.articlesKnown'), value: format.integer(crawl.articlesKnown) },
          {
            name: t('crawl.articlesFailed'),
            value: crawl.articlesFailed ? (
              <Link to={`/admin/crawls/${crawl.id}/pages?status=FAILED`}>{format.integer(crawl.articlesFailed)}</Link>
            ) : (
              format.integer(0)
            ),
          },
        ]}
      />
      <CrawlHealth crawl={crawl} />
      <Section title={t('crawl.sections')}>
        <SectionsTable crawl={crawl} />
      </Section>
      <Section title={t('crawl.facts')}>
        <Facts
          facts={[
            {
              name: t('crawl.definition'),
              value: crawl.definition ? (
                <Link to={`/admin/sources/${source.key}?version=${crawl.definition.version}`}>
                  {t('source.version', { number: crawl.definition.version })}
                </Link>
              ) : (
                '–'
              ),
            },
            {
              name: t('crawl.pagesPerSection'),
              value: crawl.pagesPerSection === null ? '–' : format.integer(crawl.pagesPerSection),
            },
            { name: t('crawl.startedAt'), value: crawl.startedAt ? format.absolute(crawl.startedAt) : '–' },
            { name: t('crawl.finishedAt'), value: crawl.finishedAt ? format.absolute(crawl.finishedAt) : '–' },
            {
              name: t('places.jobs'),
              value: <Link to={`/admin/jobs?subject=${crawl.id}`}>{t('crawl.toJobs')}</Link>,
            },
            {
              name: t('places.articles'),
              value: (
                <Link to={`/admin/articles?crawl=${crawl.id}`}>
                  {t('lineage.count', { number: format.integer(articles) })}
                </Link>
              ),
            },
          ]}
        />
      </Section>
      {articles > 0 && crawl.isTrusted && !isUnderWay(crawl.status) ? (
        <div>
          <Allowed action="cleanArticles">
            <Button component={Link} to={`/admin/cleaning?crawl=${crawl.id}`}>
              {t('crawl.toCleaning')}
            </Button>
          </Allowed>
        </div>
      ) : null}
    </Page>
  );

  function budget() {
    return crawl.requestBudget === null
      ? undefined
      : t('crawl.ofBudget', { number: format.integer(crawl.requestBudget) });
  }
}

/** How far a crawl that hasn't ended is, how long it will take, and when it was last heard of. */
function Moving({ crawl }: { crawl: Crawl }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const pulse = useCrawlPulseQuery(crawl.id).data;
  const queued = crawl.queued.totalCount;
  const seen = crawl.pagesRead + queued;
  const isPaused = crawl.status === 'PAUSED';
  return (
    <div className={styles.moving}>
      <Progress share={seen === 0 ? (isPaused ? 0 : undefined) : crawl.pagesRead / seen} label={t('column.progress')} />
      <p className="figures">
        <span>{t('crawl.queuedPages', { number: format.integer(queued) })}</span>
        {pulse?.secondsLeft != null && !isPaused ? (
          <span>{t('training.left', { time: format.duration(pulse.secondsLeft) })}</span>
        ) : null}
        {pulse?.heardAt ? (
          <span>
            {t('crawl.heard')} <RelativeTime at={pulse.heardAt} />
          </span>
        ) : null}
        {crawl.notBefore ? <span>{t('crawl.notBefore', { time: format.absolute(crawl.notBefore) })}</span> : null}
      </p>
    </div>
  );
}

/** How far the kept pages of a crawl that has ended are read again. */
function Reading({ crawl }: { crawl: Crawl }) {
  const { t } = useTranslation('console');
  const [job] = crawl.jobs.nodes;
  if (job?.kind !== 'RE_EXTRACT_CRAWL' || (job.status !== 'RUNNING' && job.status !== 'QUEUED')) return null;
  return (
    <div className={styles.moving}>
      <Progress share={job.progress ?? undefined} label={t('crawl.reExtracting')} />
      <p>{t('crawl.reExtracting')}</p>
    </div>
  );
}
