import { IconCircleCheckFilled, IconCircleDashed } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/i18n/format';
import { useActiveDeploymentQuery } from './deploymentApi';
import styles from './ServingChip.module.css';

/** What serves now, always in sight. */
export function ServingChip() {
  const { t } = useTranslation('console');
  const format = useFormat();
  const { data } = useActiveDeploymentQuery();
  if (!data) return <span className={styles.chip} data-empty aria-hidden />;
  const active = data.activeDeployment;
  if (!active) {
    return (
      <Link className={styles.chip} to="/admin/models">
        <IconCircleDashed size={15} aria-hidden />
        {t('serving.none')}
      </Link>
    );
  }
  return (
    <Link
      className={styles.chip}
      data-serving
      to={`/admin/models/${active.toVersion.id}`}
      title={t('serving.since', { time: format.absolute(active.createdAt) })}
    >
      <IconCircleCheckFilled size={15} aria-hidden />
      <span className="figures">{t('serving.version', { number: active.toVersion.number })}</span>
    </Link>
  );
}
