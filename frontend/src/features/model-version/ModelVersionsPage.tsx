import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/i18n/format';
import { DataTable, type Column } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { ModelTabs } from '@/ui/ModelTabs';
import { Page, Section } from '@/ui/Page';
import { Pager } from '@/ui/Pager';
import { usePaging } from '@/ui/paging';
import { RelativeTime } from '@/ui/RelativeTime';
import { SelectionBar, useSelection } from '@/ui/SelectionBar';
import { Status } from '@/ui/Status';
import { LedgerTable } from './LedgerTable';
import type { ModelVersionRowFragment } from './modelVersion.generated';
import { useLedgerQuery, useModelVersionsQuery } from './modelVersionApi';

/** Every model version, and the ledger of what served when. */
export function ModelVersionsPage() {
  const { t } = useTranslation('console');
  const { page, turn } = usePaging();
  const { data, currentData, error, refetch } = useModelVersionsQuery(page);
  const ledger = useLedgerQuery();
  const shown = currentData ?? data;
  const list = shown?.modelVersions;
  const servingId = shown?.activeDeployment?.toVersion.id;
  const columns = useColumns(servingId);
  const selection = useSelection('chosen');
  const chosen = [...selection.chosen];
  return (
    <Page title={t('places.models')} purpose={t('model.purpose')}>
      <ModelTabs />
      {error ? <FailureNotice failure={error} retry={() => void refetch()} /> : null}
      {list?.nodes.length === 0 ? (
        <EmptyState
          title={t('model.empty')}
          explanation={t('model.emptyWhy')}
          needs="startTrainingRun"
          action={
            <Button component={Link} to="/admin/training/new">
              {t('training.start')}
            </Button>
          }
        />
      ) : error && !list ? null : (
        <>
          <DataTable
            caption={t('places.models')}
            columns={columns}
            rows={list?.nodes}
            rowKey={(version) => version.id}
            marked={(version) => version.id === servingId}
            busy={list !== undefined && !currentData}
            selection={selection}
            choosable="hide"
          />
          {list ? <Pager shown={list.nodes.length} total={list.totalCount} ends={list.pageInfo} turn={turn} /> : null}
          <SelectionBar count={chosen.length} clear={selection.clear}>
            {chosen.length === 2 ? (
              <Button size="xs" component={Link} to={`/admin/models/compare?a=${chosen[0] ?? ''}&b=${chosen[1] ?? ''}`}>
                {t('versus.do')}
              </Button>
            ) : (
              <span>{t('versus.two')}</span>
            )}
          </SelectionBar>
        </>
      )}
      {ledger.data && ledger.data.deployments.nodes.length > 0 ? (
        <div id="ledger">
          <Section title={t('ledger.title')}>
            <LedgerTable rows={ledger.data.deployments.nodes} />
          </Section>
        </div>
      ) : null}
    </Page>
  );
}

function useColumns(servingId: string | undefined): Column<ModelVersionRowFragment>[] {
  const { t, i18n } = useTranslation('console');
  const format = useFormat();
  return [
    {
      key: 'version',
      header: t('column.version'),
      cell: (version) => <Link to={`/admin/models/${version.id}`}>v{version.number}</Link>,
    },
    {
      key: 'status',
      header: t('column.status'),
      cell: (version) => (version.id === servingId ? <Status status="SERVING" /> : null),
    },
    {
      key: 'f1',
      header: t('column.testMacroF1'),
      numeric: true,
      cell: (version) => format.decimal(version.testMetrics.macroF1),
    },
    {
      key: 'accuracy',
      header: t('column.testAccuracy'),
      numeric: true,
      minor: true,
      cell: (version) => format.percent(version.testMetrics.accuracy),
    },
    { key: 'architecture', header: t('column.architecture'), minor: true, cell: (version) => version.architecture },
    {
      key: 'size',
      header: t('column.size'),
      numeric: true,
      minor: true,
      cell: (version) => format.bytes(version.sizeBytes),
    },
    {
      key: 'labels',
      header: t('column.labelSet'),
      minor: true,
      cell: ({ labelSet }) => (i18n.language === 'en' ? labelSet.nameEn : labelSet.nameKo),
    },
    {
      key: 'run',
      header: t('column.run'),
      wide: true,
      minor: true,
      cell: (version) => <Link to={`/admin/training/${version.trainingRun.id}`}>{version.trainingRun.name}</Link>,
    },
    {
      key: 'created',
      header: t('column.registered'),
      numeric: true,
      cell: (version) => <RelativeTime at={version.createdAt} />,
    },
  ];
}
