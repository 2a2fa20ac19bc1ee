import { skipToken } from '@reduxjs/toolkit/query';
import { Button } from '@mantine/core';
import { IconArrowLeft, IconArrowRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { useKeys } from '@/ui/useKeys';
import { useArticleNeighboursQuery } from './articleApi';
import { useArticleList } from './articleList';

/** The articles before and after this one in the list that it was opened from, by button or by j and k. */
export function Neighbours() {
  const { t } = useTranslation('console');
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const at = search.get('at');
  const { isKnown, filter, orderBy } = useArticleList();
  const { data } = useArticleNeighboursQuery(at && isKnown ? { at, filter, orderBy } : skipToken);
  const [next, previous] = [data?.next.edges[0], data?.previous.edges[0]];
  const go = (edge: typeof next) => {
    if (!edge) return;
    const kept = new URLSearchParams(search);
    kept.set('at', edge.cursor);
    void navigate(`/admin/articles/${edge.node.id}?${kept.toString()}`);
  };
  useKeys({ j: () => go(next), k: () => go(previous) });
  if (!at) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconArrowLeft size={15} aria-hidden />}
        disabled={!previous}
        onClick={() => go(previous)}
      >
        {t('article.previous')}
      </Button>
      <Button
        variant="default"
        rightSection={<IconArrowRight size={15} aria-hidden />}
        disabled={!next}
        onClick={() => go(next)}
      >
        {t('article.next')}
      </Button>
    </>
  );
}
