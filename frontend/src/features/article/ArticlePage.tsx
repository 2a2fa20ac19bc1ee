import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useFormat } from '@/i18n/format';
import { ClassLabel } from '@/ui/ClassLabel';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { FilterChips } from '@/ui/FilterChips';
import { Hash } from '@/ui/Hash';
import { Loading } from '@/ui/Loading';
import { Facts, Page, Section } from '@/ui/Page';
import { useFilter } from '@/ui/paging';
import { RelativeTime } from '@/ui/RelativeTime';
import type { ArticleQuery } from './article.generated';
import { useArticleQuery, useLabelArticleMutation, useLabelSetsQuery } from './articleApi';
import styles from './ArticlePage.module.css';

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

type Article = NonNullable<ArticleQuery['article']>;

function Contents({ article }: { article: Article }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const [datasets, imported] = [article.datasets.nodes, article.articleImport];
  return (
    <Page
      title={article.title || t('article.untitled')}
      purpose={
        <>
          {article.label ? <ClassLabel label={article.label} /> : <span>{t('article.unlabelled')}</span>}
          <span>{article.source.name}</span>
          <RelativeTime at={article.publishedAt ?? article.collectedAt} />
        </>
      }
    >
      {article.body ? (
        <p className={styles.body} lang="ko">
          {article.body}
        </p>
      ) : null}
      <Labelling article={article} />
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
    </Page>
  );
}

/** Says which class is right; a sealed dataset keeps the one it was sealed with. */
function Labelling({ article }: { article: Article }) {
  const { t } = useTranslation('console');
  const sets = useLabelSetsQuery().data?.labelSets;
  const [wanted] = useFilter('labels');
  const [label, { error, isLoading }] = useLabelArticleMutation();
  const set = sets?.find(({ key }) => key === (wanted ?? article.label?.labelSet.key)) ?? sets?.[0];
  if (!set) return null;
  return (
    <Section title={t('article.relabel')}>
      {error ? <FailureNotice failure={error} /> : null}
      <div className={styles.classes} role="group" aria-label={t('article.relabel')}>
        {set.classes.map((one) => (
          <button
            key={one.id}
            type="button"
            disabled={isLoading}
            aria-pressed={article.label?.id === one.id}
            onClick={() => void label({ input: { articleId: article.id, labelSetKey: set.key, labelKey: one.key } })}
          >
            <ClassLabel label={one} />
          </button>
        ))}
      </div>
      {sets && sets.length > 1 ? <LabelSetChoice sets={sets} chosen={set.key} /> : null}
    </Section>
  );
}

function LabelSetChoice({ sets, chosen }: { sets: { key: string; nameKo: string; nameEn: string }[]; chosen: string }) {
  const { t, i18n } = useTranslation('console');
  const [, choose] = useFilter('labels');
  return (
    <FilterChips
      label={t('column.labelSet')}
      options={sets.map((set) => ({ value: set.key, name: i18n.language === 'en' ? set.nameEn : set.nameKo }))}
      chosen={chosen}
      choose={choose}
      isRequired
    />
  );
}
