import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/i18n/format';
import { RelativeTime } from '@/ui/RelativeTime';
import { Status } from '@/ui/Status';
import type { OverviewQuery } from './overview.generated';
import styles from './OverviewPage.module.css';

/** The model that answers readers now: since when, how good, out of what. */
export function Serving({ deployment }: { deployment: NonNullable<OverviewQuery['activeDeployment']> }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const { toVersion: version, createdAt, reason, variant } = deployment;
  const { dataset } = version.trainingRun;
  return (
    <section className={styles.serving} aria-label={t('overview.serving')}>
      <div>
        <Status status="SERVING" />
        <p className={styles.version}>
          <Link to={`/admin/models/${version.id}`}>v{version.number}</Link>
          <span>
            {version.architecture}
            {variant === 'INT8' ? ' · int8' : ''}
          </span>
        </p>
        <p className={styles.small}>
          {t('overview.since')} <RelativeTime at={createdAt} />
          {reason ? ` · ${reason}` : ''}
        </p>
      </div>
      <dl>
        <div>
          <dt>{t('metric.testMacroF1')}</dt>
          <dd className="figures">
            <Link to={`/admin/models/${version.id}`}>{format.decimal(version.testMetrics.macroF1)}</Link>
          </dd>
        </div>
        <div>
          <dt>{t('column.testAccuracy')}</dt>
          <dd className="figures">
            <Link to={`/admin/evaluations?version=${version.id}`}>{format.percent(version.testMetrics.accuracy)}</Link>
          </dd>
        </div>
        <div>
          <dt>{t('overview.learnedFrom')}</dt>
          <dd className={styles.name}>
            <Link to={`/admin/datasets/${dataset.id}`}>{dataset.name}</Link>
          </dd>
        </div>
      </dl>
    </section>
  );
}
