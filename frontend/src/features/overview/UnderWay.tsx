import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/i18n/format';
import { Section } from '@/ui/Page';
import { Progress } from '@/ui/Progress';
import type { OverviewQuery } from './overview.generated';
import styles from './OverviewPage.module.css';

/** The queue, and the runs that train just now. */
export function UnderWay({ overview }: { overview: OverviewQuery }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const { waiting, working, failed, running } = overview;
  const counts = [
    { name: t('status.RUNNING'), count: working.totalCount, status: 'RUNNING', isBad: false },
    { name: t('status.QUEUED'), count: waiting.totalCount, status: 'QUEUED', isBad: false },
    { name: t('status.FAILED'), count: failed.totalCount, status: 'FAILED', isBad: failed.totalCount > 0 },
  ];
  return (
    <Section title={t('overview.underWay')} aside={<Link to="/admin/jobs">{t('overview.all')}</Link>}>
      <dl className={styles.counts}>
        {counts.map(({ name, count, status, isBad }) => (
          <div key={status}>
            <dt>{name}</dt>
            <dd className="figures" data-bad={isBad}>
              <Link to={`/admin/jobs?status=${status}`}>{format.integer(count)}</Link>
            </dd>
          </div>
        ))}
      </dl>
      <ol className={styles.lines}>
        {running.nodes.map((run) => (
          <li key={run.id}>
            <p>
              <Link to={`/admin/training/${run.id}`}>{run.name}</Link>
              <span className="figures">
                {run.secondsLeft === null ? '' : t('training.left', { time: format.duration(run.secondsLeft) })}
              </span>
            </p>
            <Progress share={run.totalSteps ? run.step / run.totalSteps : undefined} label={run.name} />
          </li>
        ))}
      </ol>
    </Section>
  );
}
