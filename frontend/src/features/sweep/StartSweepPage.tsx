import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { StartSweepForm } from './StartSweepForm';
import { useStartSweepFormQuery } from './sweepApi';

/** A new search for good parameters. `?dataset=` chooses what it learns from. */
export function StartSweepPage() {
  const { t } = useTranslation('console');
  const [search] = useSearchParams();
  const [base, setBase] = useState<string>();
  const { data, error, refetch } = useStartSweepFormQuery({ baseModel: base });
  if (error && !data)
    return <Page title={t('sweep.start')}>{<FailureNotice failure={error} retry={() => void refetch()} />}</Page>;
  if (!data) return <Loading />;
  return (
    <Page title={t('sweep.start')} purpose={t('sweep.startPurpose')}>
      {data.datasets.nodes.length === 0 ? (
        <EmptyState
          title={t('training.noDataset')}
          explanation={t('training.noDatasetWhy')}
          needs="buildDataset"
          action={
            <Button component={Link} to="/admin/datasets/new">
              {t('dataset.build')}
            </Button>
          }
        />
      ) : (
        <StartSweepForm
          choices={data}
          wantedDataset={search.get('dataset') ?? undefined}
          base={base ?? data.trainingBaseModels.find((one) => one.endsWith('mini')) ?? data.trainingBaseModels[0] ?? ''}
          setBase={setBase}
        />
      )}
    </Page>
  );
}
