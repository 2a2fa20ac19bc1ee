import { Button } from '@mantine/core';
import { IconCircleCheckFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Allowed } from '@/ui/Allowed';
import { Section } from '@/ui/Page';
import styles from './FirstSteps.module.css';
import type { OverviewQuery } from './overview.generated';

/** The way from nothing to a model that answers, with the next step to take. */
export function FirstSteps({ overview }: { overview: OverviewQuery }) {
  const { t } = useTranslation('console');
  const steps = [
    {
      key: 'articles',
      isDone: overview.articles.totalCount > 0,
      needs: 'importArticles',
      to: '/admin/articles/import',
    },
    { key: 'dataset', isDone: overview.datasets.totalCount > 0, needs: 'buildDataset', to: '/admin/datasets/new' },
    { key: 'run', isDone: overview.modelVersions.totalCount > 0, needs: 'startTrainingRun', to: '/admin/training/new' },
    { key: 'deployment', isDone: false, needs: 'deployModelVersion', to: '/admin/models' },
  ] as const;
  const next = steps.findIndex(({ isDone }) => !isDone);
  return (
    <Section title={t('overview.first.title')}>
      <ol className={styles.steps}>
        {steps.map(({ key, isDone, needs, to }, index) => (
          <li key={key} data-next={index === next} aria-current={index === next ? 'step' : undefined}>
            <span className={styles.number}>
              {isDone ? (
                <IconCircleCheckFilled size={22} role="img" aria-label={t('overview.first.done')} />
              ) : (
                index + 1
              )}
            </span>
            <div>
              <h3>{t(`overview.first.${key}`)}</h3>
              <p>{t(`overview.first.${key}Why`)}</p>
              {index === next ? (
                <Allowed action={needs} explain>
                  <Button component={Link} to={to} size="xs">
                    {t(`overview.first.${key}Do`)}
                  </Button>
                </Allowed>
              ) : null}
            </div>
          </li>
        ))}
      </ol>
    </Section>
  );
}
