import { IconAlertTriangleFilled, IconCircleCheckFilled, IconHome2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { isLocal } from './definitionText';
import styles from './Robots.module.css';

interface Props {
  definition: { needsPermission: boolean; text: string } | null;
  permissions: readonly { revokedAt: string | null }[];
}

/** What stands between a source's site and its crawls: robots.txt, a permission, or nothing but this machine. */
export function Robots({ definition, permissions }: Props) {
  const { t } = useTranslation('console');
  if (!definition) return '–';
  const isAllowed = permissions.some(({ revokedAt }) => revokedAt === null);
  return (
    <span className={styles.robots}>
      {!definition.needsPermission ? (
        <span>{t('source.obeys')}</span>
      ) : isAllowed ? (
        <span className={styles.good}>
          <IconCircleCheckFilled size={15} aria-hidden />
          {t('source.allowed')}
        </span>
      ) : (
        <span className={styles.attention}>
          <IconAlertTriangleFilled size={15} aria-hidden />
          {t('source.forbidden')}
        </span>
      )}
      {isLocal(definition.text) ? (
        <span className={styles.local} title={t('source.localWhy')}>
          <IconHome2 size={14} aria-hidden />
          {t('source.local')}
        </span>
      ) : null}
    </span>
  );
}
