import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useFormat } from '@/i18n/format';
import { Allowed } from '@/ui/Allowed';
import { ClassLabel } from '@/ui/ClassLabel';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { Hash } from '@/ui/Hash';
import { Lineage } from '@/ui/Lineage';
import { Loading } from '@/ui/Loading';
import { Facts, Page, Section } from '@/ui/Page';
import { RelativeTime } from '@/ui/RelativeTime';
import { Status } from '@/ui/Status';
import type { ArticleQuery } from './article.generated';
import { useArticleQuery } from './articleApi';
import styles from './ArticlePage.module.css';
import { CleanedText } from './CleanedText';
import { LabelHistory } from './LabelHistory';
import { Labelling } from './Labelling';
import { Neighbours } from './Neighbours';
import { TakeDown, Tombstone } from './TakeDown';

/** One article as it was collected, its label, and where it went. */
export function ArticlePage() {
  const { t } = useTranslation('console');
  const { id = '' } = useParams();
  const { currentData: data, error, refetch } = useArticleQuery({ id });
  if (error && !data)
    return <Page title={t('article.one')}>{<FailureNotice failure={error} retry={() => void refetch()} />}</Page>;
  if (!data) return <Loading />;
  if (!data.article)
    return <Page title={t('article.one')}>{<EmptyState title={t('article.gone')} explanation={t('gone')} />}</Page>;
  return <Contents key={id} article={data.article} />;
}

export type Article = NonNullable<ArticleQuery['article']>;

function Contents({ article }: { article: Article }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const [datasets, imported, crawl] = [article.datasets.nodes, article.articleImport, article.crawl];
  const [dataset] = datasets;
  const runs = dataset?.trainingRuns.nodes;
  const run = runs?.find(({ modelVersion }) => modelVersion) ?? runs?.[0];
  return (
    <Page
      title={article.title || t('article.untitled')}
      purpose={
        <>
          {article.label ? <ClassLabel label={article.label} /> : <span>{t('article.unlabelled')}</span>}
          <Link to={`/admin/sources/${article.source.key}`}>{article.source.name}</Link>
          <RelativeTime at={article.publishedAt ?? article.collectedAt} />
        </>
      }
      action={<Neighbours key={article.id} />}
    >
      <Lineage
        here="articles"
        steps={{
          articles: {
            name: imported?.fileName ?? (crawl ? t('crawl.of', { source: article.source.name }) : article.source.name),
          },
          ...(dataset ? { dataset: { name: dataset.name, to: `/admin/datasets/${dataset.id}` } } : {}),
          ...(run ? { run: { name: run.name, to: `/admin/training/${run.id}` } } : {}),
          ...(run?.modelVersion
            ? { version: { name: `v${run.modelVersion.number}`, to: `/admin/models/${run.modelVersion.id}` } }
            : {}),
        }}
      />
      {article.takedown ? <Tombstone takedown={article.takedown} /> : null}
      <CleanedText article={article} />
      <Allowed action="labelArticle">
        <Labelling article={article} />
      </Allowed>
      <LabelHistory article={article} />
      <Section title={t('article.facts')}>
        <Facts
          facts={[
            { name: t('article.externalId'), value: article.externalId },
            { name: t('article.characters'), value: format.integer(article.characterCount) },
            {
              name: t('article.origin'),
              value: article.labelOrigin
                ? `${t(`labelOrigin.${article.labelOrigin}`)}${article.labelledBy ? ` · ${article.labelledBy}` : ''}`
                : '–',
            },
            {
              name: t('article.labelledAt'),
              value: article.labelledAt ? <RelativeTime at={article.labelledAt} /> : '–',
            },
            { name: t('article.collected'), value: format.absolute(article.collectedAt) },
            { name: t('article.hash'), value: <Hash value={article.contentHash} /> },
            {
              name: t('article.byCrawl'),
              value: crawl ? (
                <>
                  <Link to={`/admin/crawls/${crawl.id}`}>{format.absolute(crawl.createdAt)}</Link>{' '}
                  <Status status={crawl.status} />
                </>
              ) : (
                '–'
              ),
            },
            {
              name: t('article.broughtBy'),
              value: imported ? <Link to={`/admin/articles/imports/${imported.id}`}>{imported.fileName}</Link> : '–',
            },
            {
              name: t('article.address'),
              value: article.url ? (
                <a href={article.url} rel="noreferrer">
                  {t('article.original')}
                </a>
              ) : (
                '–'
              ),
            },
          ]}
        />
      </Section>
      <Section title={t('article.datasets')}>
        {datasets.length ? (
          <ul className={styles.datasets}>
            {datasets.map((dataset) => (
              <li key={dataset.id}>
                <Link to={`/admin/datasets/${dataset.id}`}>{dataset.name}</Link>
              </li>
            ))}
          </ul>
        ) : (
          <p className={styles.none}>{t('article.noDatasets')}</p>
        )}
      </Section>
      {article.takedown ? null : <TakeDown article={article} />}
    </Page>
  );
}
