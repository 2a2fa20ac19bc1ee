import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useFormat } from '@/i18n/format';
import { DataTable } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { Failed } from '@/ui/Failed';
import { FailureNotice } from '@/ui/FailureNotice';
import { Loading } from '@/ui/Loading';
import { Facts, Figures, Page, Section } from '@/ui/Page';
import { Progress } from '@/ui/Progress';
import { RelativeTime } from '@/ui/RelativeTime';
import { Status } from '@/ui/Status';
import type { CleaningRunQuery } from './cleaning.generated';
import { Changes } from './Changes';
import { useCleaningRunQuery } from './cleaningApi';
import styles from './CleaningPage.module.css';
import { CleaningRunActions } from './CleaningRunActions';

export type CleaningRun = NonNullable<CleaningRunQuery['cleaningRun']>;

const MOVING = ['QUEUED', 'RUNNING', 'APPLYING', 'UNDOING'];

/** One cleaning run: what it would change or has changed, by rule and with examples, and the way to apply or undo it. */
export function CleaningRunPage() {
  const { t } = useTranslation('console');
  const { id = '' } = useParams();
  const { currentData: data, error, refetch } = useCleaningRunQuery({ id });
  if (error && !data)
    return <Page title={t('cleaning.one')}>{<FailureNotice failure={error} retry={() => void refetch()} />}</Page>;
  if (!data) return <Loading />;
  if (!data.cleaningRun)
    return <Page title={t('cleaning.one')}>{<EmptyState title={t('cleaning.gone')} explanation={t('gone')} />}</Page>;
  return <Contents key={id} run={data.cleaningRun} />;
}

function Contents({ run }: { run: CleaningRun }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const { report, selection } = run;
  const [job] = run.jobs.nodes;
  const isMoving = MOVING.includes(run.status);
  return (
    <Page
      title={t('cleaning.of', { number: run.ruleSet.version })}
      purpose={
        <>
          <Status status={run.status} />
          <span>{run.requestedBy}</span>
          <RelativeTime at={run.createdAt} />
        </>
      }
      action={<CleaningRunActions run={run} />}
    >
      {run.error ? (
        <Failed
          title={run.status === 'INTERRUPTED' ? t('cleaning.interrupted') : t('cleaning.failed')}
          code={run.errorCode}
          reason={run.error}
        />
      ) : null}
      {isMoving ? (
        <div className={styles.moving}>
          <Progress share={job?.progress ?? undefined} label={t('column.progress')} />
          <p>
            {t(`cleaning.doing.${run.status as 'QUEUED' | 'RUNNING' | 'APPLYING' | 'UNDOING'}`)}
            {job?.progress == null ? '' : ` ${format.percent(job.progress, 0)}`}
          </p>
        </div>
      ) : null}
      {run.status === 'PROPOSED' && report ? (
        <p className={styles.proposal}>
          {report.changes.total === 0
            ? t('cleaning.nothing')
            : t('cleaning.proposal', { number: format.integer(report.changes.total) })}
        </p>
      ) : null}
      {report ? (
        <>
          <Figures
            figures={[
              { name: t('cleaning.articles'), value: format.integer(report.articles) },
              { name: t('cleaning.kept'), value: format.integer(report.kept), note: share(report.kept) },
              { name: t('cleaning.rejected'), value: format.integer(report.rejected), note: share(report.rejected) },
              { name: t('cleaning.textChanged'), value: format.integer(report.textChanged) },
              { name: t('cleaning.changes'), value: format.integer(report.changes.total) },
            ]}
          />
          <Section title={t('cleaning.byRule')}>
            <DataTable
              caption={t('cleaning.byRule')}
              rows={report.byRule}
              rowKey={({ rule }) => rule}
              columns={[
                {
                  key: 'rule',
                  header: t('cleaning.ruleName'),
                  cell: ({ rule, rejected }) =>
                    rejected > 0 ? (
                      <Link to={`?rule=${rule}`} preventScrollReset>
                        {t(`cleaning.rule.${rule}.name`)}
                      </Link>
                    ) : (
                      t(`cleaning.rule.${rule}.name`)
                    ),
                },
                {
                  key: 'threshold',
                  header: t('cleaning.threshold'),
                  numeric: true,
                  cell: ({ rule }) => {
                    const setting = run.ruleSet.rules.find((one) => one.rule === rule);
                    if (!setting?.enabled) return t('cleaning.off');
                    return setting.threshold === null ? '–' : format.figure(setting.threshold);
                  },
                },
                {
                  key: 'rejected',
                  header: t('cleaning.rejected'),
                  numeric: true,
                  cell: ({ rejected }) => format.integer(rejected),
                },
                {
                  key: 'textChanged',
                  header: t('cleaning.textChanged'),
                  numeric: true,
                  cell: ({ textChanged }) => format.integer(textChanged),
                },
              ]}
            />
          </Section>
          <Changes id={run.id} counts={report.changes} rules={run.ruleSet.rules.map(({ rule }) => rule)} />
        </>
      ) : null}
      <Section title={t('cleaning.facts')}>
        <Facts
          facts={[
            {
              name: t('column.source'),
              value: selection.sourceKeys.length ? selection.sourceKeys.join(', ') : t('filter.all'),
            },
            {
              name: t('crawl.list'),
              value: selection.crawlIds.length
                ? selection.crawlIds.map((id, index) => (
                    <Link key={id} to={`/admin/crawls/${id}`}>
                      {`${t('crawl.one')} ${index + 1} `}
                    </Link>
                  ))
                : t('filter.all'),
            },
            {
              name: t('article.published'),
              value:
                selection.publishedFrom || selection.publishedTo
                  ? `${selection.publishedFrom ? format.day(selection.publishedFrom) : ''} – ${selection.publishedTo ? format.day(selection.publishedTo) : ''}`
                  : t('filter.all'),
            },
            { name: t('cleaning.appliedAt'), value: run.appliedAt ? format.absolute(run.appliedAt) : '–' },
            { name: t('cleaning.undoneAt'), value: run.undoneAt ? format.absolute(run.undoneAt) : '–' },
            { name: t('places.jobs'), value: <Link to={`/admin/jobs?subject=${run.id}`}>{t('crawl.toJobs')}</Link> },
          ]}
        />
      </Section>
    </Page>
  );

  function share(count: number) {
    return report?.articles ? format.percent(count / report.articles) : undefined;
  }
}
