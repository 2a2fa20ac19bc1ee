import { skipToken } from '@reduxjs/toolkit/query';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useFormat } from '@/i18n/format';
import { Allowed, useMay } from '@/ui/Allowed';
import { ArticleTabs } from '@/ui/ArticleTabs';
import { ClassLabel, useClassName } from '@/ui/ClassLabel';
import { DataTable, type Column } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { FilterChips, Filters } from '@/ui/FilterChips';
import { Page } from '@/ui/Page';
import { Pager } from '@/ui/Pager';
import { usePaging } from '@/ui/paging';
import { RelativeTime } from '@/ui/RelativeTime';
import { useSelection } from '@/ui/SelectionBar';
import { TimeRange } from '@/ui/TimeRange';
import type { ArticlesQuery } from './article.generated';
import { useArticleCountQuery, useArticlesQuery } from './articleApi';
import { BulkLabels } from './BulkLabels';
import { CLEANING, LIST_PARAMETERS, useArticleList } from './articleList';

/** Articles, newest first, and the files they came in. */
export function ArticlesPage() {
  const { t } = useTranslation('console');
  const { page, turn } = usePaging();
  const { isKnown, isFiltered, filter, orderBy, sorting, sets, sources, chosen, choose } = useArticleList();
  const { set, label, setKey, sourceKey, text } = chosen;
  const { data, currentData, error, refetch } = useArticlesQuery(isKnown ? { ...page, filter, orderBy } : skipToken);
  const count = useArticleCountQuery(isKnown ? { filter } : skipToken);
  const columns = useColumns();
  const may = useMay();
  const { chosen: ids, choose: mark, clear } = useSelection('chosen');
  const name = useClassName();
  const list = (currentData ?? data)?.articles;
  const canLabel = may('relabelArticles');
  const labels = set ?? sets[0];
  const importAction = (
    <Allowed action="importArticles">
      <Button component={Link} to="/admin/articles/import">
        {t('article.import')}
      </Button>
    </Allowed>
  );
  return (
    <Page title={t('places.articles')} purpose={t('article.purpose')} action={importAction}>
      <ArticleTabs />
      <Filters>
        <Search key={text ?? ''} text={text ?? ''} search={choose.text} />
        <FilterChips
          label={t('column.labelSet')}
          options={[
            ...sets.map((one) => ({ value: one.key, name: name(one) })),
            { value: 'none', name: t('article.unlabelled') },
          ]}
          chosen={setKey}
          choose={choose.set}
        />
        {set ? (
          <FilterChips
            label={t('column.class')}
            options={set.classes.map((one) => ({ value: one.key, name: <ClassLabel label={one} /> }))}
            chosen={label?.key}
            choose={choose.label}
          />
        ) : null}
        {sources.length > 1 ? (
          <NativeSelect
            size="xs"
            aria-label={t('column.source')}
            value={sourceKey ?? ''}
            onChange={(event) => choose.source(event.currentTarget.value || undefined)}
            data={[
              { value: '', label: t('article.anySource') },
              ...sources.map((source) => ({ value: source.key, label: source.name })),
            ]}
          />
        ) : null}
        <FilterChips
          label={t('article.cleaning')}
          options={CLEANING.map((value) => ({ value, name: t(`article.byCleaning.${value}`) }))}
          chosen={chosen.cleaning}
          choose={choose.cleaning}
        />
        {chosen.crawlId ? (
          <FilterChips
            label={t('crawl.one')}
            options={[{ value: chosen.crawlId, name: t('article.oneCrawl') }]}
            chosen={chosen.crawlId}
            choose={choose.crawl}
          />
        ) : null}
        <TimeRange
          label={t('article.published')}
          from={chosen.from}
          to={chosen.to}
          chooseFrom={choose.from}
          chooseTo={choose.to}
        />
      </Filters>
      {error ? <FailureNotice failure={error} retry={() => void refetch()} /> : null}
      {list?.edges.length === 0 ? (
        isFiltered ? (
          <EmptyState title={t('article.noMatch')} explanation={t('article.noMatchWhy')} />
        ) : (
          <EmptyState
            title={t('article.empty')}
            explanation={t('article.emptyWhy')}
            action={importAction}
            needs="importArticles"
          />
        )
      ) : error && !list ? null : (
        <>
          <DataTable
            caption={t('places.articles')}
            columns={columns}
            rows={list?.edges}
            rowKey={({ node }) => node.id}
            sorting={sorting}
            selection={canLabel ? { chosen: ids, choose: mark } : undefined}
            choosable="hide"
            busy={list !== undefined && !currentData}
            expected={16}
          />
          {list ? (
            <Pager
              shown={list.edges.length}
              total={count.currentData?.articles.totalCount}
              ends={list.pageInfo}
              turn={turn}
            />
          ) : null}
          {canLabel && labels ? <BulkLabels chosen={ids} clear={clear} set={labels} /> : null}
        </>
      )}
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

type Edge = ArticlesQuery['articles']['edges'][number];

function useColumns(): Column<Edge>[] {
  const { t } = useTranslation('console');
  const format = useFormat();
  const [search] = useSearchParams();
  const to = (id: string, cursor: string) => {
    const kept = LIST_PARAMETERS.flatMap((name) => {
      const value = search.get(name);
      return value === null ? [] : [[name, value] as [string, string]];
    });
    return `/admin/articles/${id}?${new URLSearchParams([...kept, ['at', cursor]]).toString()}`;
  };
  return [
    {
      key: 'title',
      header: t('column.title'),
      wide: true,
      cell: ({ node: article, cursor }) => (
        <Link lang="ko" to={to(article.id, cursor)} title={article.title}>
          {article.title || t('article.untitled')}
        </Link>
      ),
    },
    {
      key: 'label',
      header: t('column.class'),
      cell: ({ node: { label } }) => (label ? <ClassLabel label={label} /> : '–'),
    },
    {
      key: 'origin',
      header: t('article.origin'),
      minor: true,
      cell: ({ node: { labelOrigin } }) => (labelOrigin ? t(`labelOrigin.${labelOrigin}`) : '–'),
    },
    { key: 'source', header: t('column.source'), minor: true, cell: ({ node: { source } }) => source.name },
    {
      key: 'characters',
      header: t('article.characters'),
      numeric: true,
      minor: true,
      cell: ({ node: article }) => format.integer(article.characterCount),
    },
    {
      key: 'published',
      sort: 'published',
      header: t('article.published'),
      numeric: true,
      minor: true,
      cell: ({ node: { publishedAt } }) => (publishedAt ? <RelativeTime at={publishedAt} /> : '–'),
    },
    {
      key: 'stored',
      sort: 'stored',
      header: t('article.stored'),
      numeric: true,
      cell: ({ node: article }) => <RelativeTime at={article.createdAt} />,
    },
  ];
}
