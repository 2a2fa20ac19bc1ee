import { Button, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/i18n/format';
import { ClassLabel, useClassName } from '@/ui/ClassLabel';
import { DataTable, type Column } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { FilterChips, Filters } from '@/ui/FilterChips';
import { Page, Section } from '@/ui/Page';
import { Pager } from '@/ui/Pager';
import { useFilter, usePaging } from '@/ui/paging';
import { RelativeTime } from '@/ui/RelativeTime';
import type { ArticleRowFragment } from './article.generated';
import { useArticleCountQuery, useArticleImportsQuery, useArticlesQuery, useLabelSetsQuery } from './articleApi';
import { ImportsTable } from './ImportsTable';

/** Articles, newest first, and the files they came in. */
export function ArticlesPage() {
  const { t } = useTranslation('console');
  const { page, turn } = usePaging();
  const [setKey, chooseSet] = useFilter('labels');
  const [labelKey, chooseLabel] = useFilter('label');
  const [text, chooseText] = useFilter('text');
  const labelSets = useLabelSetsQuery();
  const sets = labelSets.data?.labelSets ?? [];
  const isUnlabelled = setKey === 'none';
  const set = sets.find(({ key }) => key === setKey);
  const label = set?.classes.find(({ key }) => key === labelKey);
  const filter = {
    labelSetId: label ? undefined : set?.id,
    labelClassId: label?.id,
    labelled: isUnlabelled ? false : undefined,
    text,
  };
  const { data, currentData, error, refetch } = useArticlesQuery({ ...page, filter });
  const count = useArticleCountQuery({ filter });
  const imports = useArticleImportsQuery();
  const columns = useColumns();
  const name = useClassName();
  const list = (currentData ?? data)?.articles;
  const isFiltered = setKey !== undefined || text !== undefined;
  const importAction = (
    <Button component={Link} to="/admin/articles/import">
      {t('article.import')}
    </Button>
  );
  return (
    <Page title={t('places.articles')} purpose={t('article.purpose')} action={importAction}>
      <Filters>
        <Search key={text ?? ''} text={text ?? ''} search={chooseText} />
        <FilterChips
          label={t('column.labelSet')}
          options={[
            ...sets.map((one) => ({ value: one.key, name: name(one) })),
            { value: 'none', name: t('article.unlabelled') },
          ]}
          chosen={setKey}
          choose={(value) => {
            chooseSet(value);
          }}
        />
        {set ? (
          <FilterChips
            label={t('column.class')}
            options={set.classes.map((one) => ({ value: one.key, name: <ClassLabel label={one} /> }))}
            chosen={label?.key}
            choose={chooseLabel}
          />
        ) : null}
      </Filters>
      {error ? <FailureNotice failure={error} retry={() => void refetch()} /> : null}
      {list?.nodes.length === 0 ? (
        isFiltered ? (
          <EmptyState title={t('article.noMatch')} explanation={t('article.noMatchWhy')} />
        ) : (
          <EmptyState title={t('article.empty')} explanation={t('article.emptyWhy')} action={importAction} />
        )
      ) : error && !list ? null : (
        <>
          <DataTable
            caption={t('places.articles')}
            columns={columns}
            rows={list?.nodes}
            rowKey={(article) => article.id}
            busy={list !== undefined && !currentData}
            expected={16}
          />
          {list ? (
            <Pager
              shown={list.nodes.length}
              total={count.currentData?.articles.totalCount}
              ends={list.pageInfo}
              turn={turn}
            />
          ) : null}
        </>
      )}
      {imports.data && imports.data.articleImports.nodes.length > 0 ? (
        <Section title={t('article.imports')}>
          <ImportsTable imports={imports.data.articleImports.nodes} />
        </Section>
      ) : null}
    </Page>
  );
}

function Search({ text, search }: { text: string; search: (text: string | undefined) => void }) {
  const { t } = useTranslation('console');
  const [typed, setTyped] = useState(text);
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        search(typed.trim() || undefined);
      }}
    >
      <TextInput
        type="search"
        size="xs"
        w={260}
        aria-label={t('article.search')}
        placeholder={t('article.search')}
        leftSection={<IconSearch size={15} aria-hidden />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={() => {
          if (typed.trim() !== text) search(typed.trim() || undefined);
        }}
      />
    </form>
  );
}

function useColumns(): Column<ArticleRowFragment>[] {
  const { t } = useTranslation('console');
  const format = useFormat();
  return [
    {
      key: 'title',
      header: t('column.title'),
      wide: true,
      cell: (article) => (
        <Link lang="ko" to={`/admin/articles/${article.id}`} title={article.title}>
          {article.title || t('article.untitled')}
        </Link>
      ),
    },
    { key: 'label', header: t('column.class'), cell: ({ label }) => (label ? <ClassLabel label={label} /> : '–') },
    {
      key: 'origin',
      header: t('article.origin'),
      minor: true,
      cell: ({ labelOrigin }) => (labelOrigin ? t(`labelOrigin.${labelOrigin}`) : '–'),
    },
    { key: 'source', header: t('column.source'), minor: true, cell: ({ source }) => source.name },
    {
      key: 'characters',
      header: t('article.characters'),
      numeric: true,
      minor: true,
      cell: (article) => format.integer(article.characterCount),
    },
    {
      key: 'published',
      header: t('article.published'),
      numeric: true,
      minor: true,
      cell: ({ publishedAt }) => (publishedAt ? <RelativeTime at={publishedAt} /> : '–'),
    },
    {
      key: 'collected',
      header: t('article.collected'),
      numeric: true,
      cell: (article) => <RelativeTime at={article.collectedAt} />,
    },
  ];
}
