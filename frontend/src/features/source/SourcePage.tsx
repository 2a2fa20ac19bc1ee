import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useFormat } from '@/i18n/format';
import { Allowed } from '@/ui/Allowed';
import { DataTable } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { Loading } from '@/ui/Loading';
import { Figures, Page, Section } from '@/ui/Page';
import { RelativeTime } from '@/ui/RelativeTime';
import { Status } from '@/ui/Status';
import { isLocal } from './definitionText';
import { Permissions } from './Permissions';
import { Robots } from './Robots';
import type { SourceQuery } from './source.generated';
import { useSourceQuery } from './sourceApi';
import styles from './SourcePage.module.css';
import { SourceTabs } from './SourceTabs';

export type Source = NonNullable<SourceQuery['source']>;

/** One source: what it gave, how its site is treated, and who allowed that. */
export function SourcePage() {
  const { t } = useTranslation('console');
  const { key = '' } = useParams();
  const { currentData: data, error, refetch } = useSourceQuery({ key });
  if (error && !data)
    return <Page title={t('source.one')}>{<FailureNotice failure={error} retry={() => void refetch()} />}</Page>;
  if (!data) return <Loading />;
  if (!data.source)
    return <Page title={t('source.one')}>{<EmptyState title={t('source.gone')} explanation={t('gone')} />}</Page>;
  return <Contents key={key} source={data.source} />;
}

function Contents({ source }: { source: Source }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const { definition, crawls } = source;
  return (
    <Page
      title={source.name}
      purpose={
        <>
          <code>{source.key}</code>
          <Robots definition={definition} permissions={source.permissions} />
        </>
      }
      action={
        definition ? (
          <Allowed action="startCrawl">
            <Button component={Link} to={`/admin/crawls/new?source=${source.key}`}>
              {t('crawl.start')}
            </Button>
          </Allowed>
        ) : (
          <Allowed action="updateSource">
            <Button component={Link} to={`/admin/sources/${source.key}/definition`}>
              {t('source.define')}
            </Button>
          </Allowed>
        )
      }
    >
      <SourceTabs sourceKey={source.key} />
      {definition && isLocal(definition.text) ? <p className={styles.local}>{t('source.localWhy')}</p> : null}
      {definition ? null : <EmptyState title={t('source.noDefinition')} explanation={t('source.noDefinitionWhy')} />}
      <Figures
        figures={[
          {
            name: t('source.articles'),
            value: (
              <Link to={`/admin/articles?source=${source.key}`}>{format.integer(source.articles.totalCount)}</Link>
            ),
          },
          {
            name: t('crawl.list'),
            value: <Link to={`/admin/crawls?source=${source.key}`}>{format.integer(crawls.totalCount)}</Link>,
          },
          {
            name: t('source.definition'),
            value: definition ? (
              <Link to={`/admin/sources/${source.key}/definition`}>
                {t('source.version', { number: definition.version })}
              </Link>
            ) : (
              '–'
            ),
            note: definition ? (
              <>
                {definition.createdBy} · <RelativeTime at={definition.createdAt} />
              </>
            ) : undefined,
          },
        ]}
      />
      {crawls.nodes.length > 0 ? (
        <Section title={t('source.crawls')}>
          <DataTable
            caption={t('source.crawls')}
            rows={crawls.nodes}
            rowKey={(crawl) => crawl.id}
            columns={[
              {
                key: 'when',
                header: t('column.requested'),
                cell: (crawl) => <Link to={`/admin/crawls/${crawl.id}`}>{format.absolute(crawl.createdAt)}</Link>,
              },
              { key: 'status', header: t('column.status'), cell: (crawl) => <Status status={crawl.status} /> },
              {
                key: 'new',
                header: t('crawl.articlesNew'),
                numeric: true,
                cell: (crawl) => format.integer(crawl.articlesNew),
              },
              {
                key: 'failed',
                header: t('crawl.articlesFailed'),
                numeric: true,
                cell: (crawl) => format.integer(crawl.articlesFailed),
              },
            ]}
          />
        </Section>
      ) : null}
      {definition ? (
        <Section title={t('source.sections')}>
          <ul className={styles.sections}>
            {definition.sections.map(({ key, label }) => (
              <li key={key}>
                <code>{key}</code> → {label ?? t('article.unlabelled')}
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
      {definition ? <Permissions source={source} /> : null}
    </Page>
  );
}
