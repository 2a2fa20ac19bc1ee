import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useFormat } from '@/i18n/format';
import { Allowed } from '@/ui/Allowed';
import { DataTable } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { Loading } from '@/ui/Loading';
import { Facts, Figures, Page, Section } from '@/ui/Page';
import { Progress } from '@/ui/Progress';
import { RelativeTime } from '@/ui/RelativeTime';
import { Status } from '@/ui/Status';
import { useArticleImportQuery } from './articleApi';
import styles from './ArticleImportPage.module.css';

/** One import: how far it is, and what became of each row. */
export function ArticleImportPage() {
  const { t, i18n } = useTranslation('console');
  const format = useFormat();
  const { id = '' } = useParams();
  const { currentData: data, error, refetch } = useArticleImportQuery({ id });
  if (error && !data)
    return <Page title={t('import.one')}>{<FailureNotice failure={error} retry={() => void refetch()} />}</Page>;
  if (!data) return <Loading />;
  const one = data.articleImport;
  if (!one)
    return <Page title={t('import.one')}>{<EmptyState title={t('import.gone')} explanation={t('gone')} />}</Page>;
  const isMoving = one.status === 'QUEUED' || one.status === 'RUNNING';
  return (
    <Page
      title={one.fileName}
      purpose={
        <>
          <Status status={one.status} />
          <span>{one.source.name}</span>
          <RelativeTime at={one.createdAt} />
        </>
      }
      action={
        <>
          {isMoving || one.status === 'FAILED' ? (
            <Button variant="default" component={Link} to="/admin/jobs?kind=IMPORT_ARTICLES">
              {t('import.toJob')}
            </Button>
          ) : null}
          {one.status === 'SUCCEEDED' ? (
            <Allowed action="buildDataset">
              <Button component={Link} to="/admin/datasets/new">
                {t('dataset.build')}
              </Button>
            </Allowed>
          ) : null}
        </>
      }
    >
      {one.error ? (
        <div className={styles.failure} role="alert">
          <b>{t('import.failed')}</b>
          <p lang="en">{one.error}</p>
        </div>
      ) : null}
      {isMoving ? <Progress share={undefined} label={t('import.reading')} /> : null}
      <Figures
        figures={[
          { name: t('import.read'), value: format.integer(one.rowsRead) },
          { name: t('import.inserted'), value: format.integer(one.inserted) },
          { name: t('import.updated'), value: format.integer(one.updated) },
          { name: t('import.unchanged'), value: format.integer(one.unchanged) },
          { name: t('import.refused'), value: format.integer(one.refused) },
        ]}
      />
      {one.refusals.nodes.length ? (
        <Section title={t('import.refusals')}>
          <DataTable
            caption={t('import.refusals')}
            rows={one.refusals.nodes}
            rowKey={(refusal) => String(refusal.rowNumber)}
            columns={[
              { key: 'row', header: t('import.row'), cell: (refusal) => format.integer(refusal.rowNumber) },
              { key: 'field', header: t('import.field'), cell: (refusal) => refusal.field },
              {
                key: 'message',
                header: t('import.why'),
                wide: true,
                cell: (refusal) => <span lang="en">{refusal.message}</span>,
              },
            ]}
          />
          <p className={styles.note}>
            {t('pager.of', {
              shown: format.integer(one.refusals.nodes.length),
              total: format.integer(one.refusals.totalCount),
            })}
          </p>
        </Section>
      ) : null}
      <Section title={t('import.facts')}>
        <Facts
          facts={[
            { name: t('import.size'), value: format.bytes(one.sizeBytes) },
            { name: t('import.format'), value: one.format },
            {
              name: t('column.labelSet'),
              value: one.labelSet
                ? i18n.language === 'en'
                  ? one.labelSet.nameEn
                  : one.labelSet.nameKo
                : t('import.noLabels'),
            },
            { name: t('import.startedAt'), value: one.startedAt ? format.absolute(one.startedAt) : '–' },
            { name: t('import.finishedAt'), value: one.finishedAt ? format.absolute(one.finishedAt) : '–' },
          ]}
        />
      </Section>
    </Page>
  );
}
