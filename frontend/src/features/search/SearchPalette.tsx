import { skipToken } from '@reduxjs/toolkit/query';
import { IconSearch } from '@tabler/icons-react';
import { useDeferredValue, useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Dialog } from '@/ui/Dialog';
import { matching, type Found } from './found';
import {
  useSearchAmongQuery,
  useSearchArticlesQuery,
  useSearchNamedQuery,
  type SearchAmongQuery,
  type SearchNamedQuery,
} from './search.generated';
import styles from './SearchPalette.module.css';

/** Shorter texts are in too many titles to be worth asking for. */
const SHORTEST_TEXT = 2;

/** Goes anywhere by name: places, runs, versions, datasets, articles. */
export function SearchPalette({ places, close }: { places: readonly Found[]; close: () => void }) {
  const { t } = useTranslation('console');
  const navigate = useNavigate();
  const id = useId();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const asked = useDeferredValue(query.trim());
  const among = useSearchAmongQuery();
  const articles = useSearchArticlesQuery(asked.length >= SHORTEST_TEXT ? { text: asked } : skipToken);
  // The newest of each kind are at hand; older ones are asked for by name.
  const named = useSearchNamedQuery(asked === '' ? skipToken : { text: asked });
  const candidates = useMemo(() => {
    const known = [...places, ...foundIn(among.data)];
    const addresses = new Set(known.map(({ to }) => to));
    return [...known, ...foundIn(named.currentData).filter(({ to }) => !addresses.has(to))];
  }, [places, among.data, named.currentData]);
  const found = [
    ...matching(candidates, query),
    ...(asked.length >= SHORTEST_TEXT
      ? (articles.currentData?.articles.nodes ?? []).map((article): Found => ({
          kind: 'article',
          name: article.title,
          to: `/admin/articles/${article.id}`,
        }))
      : []),
  ];
  const chosen = Math.min(at, found.length - 1);
  const go = (one: Found | undefined) => {
    if (!one) return;
    close();
    void navigate(one.to);
  };
  return (
    <Dialog title={t('search.title')} isTitleHidden close={close}>
      <div className={styles.field}>
        <IconSearch size={18} aria-hidden />
        <input
          role="combobox"
          aria-label={t('search.title')}
          aria-expanded={found.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={found.length > 0 ? `${id}-${chosen}` : undefined}
          aria-autocomplete="list"
          autoFocus
          autoComplete="off"
          spellCheck={false}
          placeholder={t('search.placeholder')}
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === 'ArrowDown') setAt(Math.min(chosen + 1, found.length - 1));
            else if (event.key === 'ArrowUp') setAt(Math.max(chosen - 1, 0));
            else if (event.key === 'Enter') go(found[chosen]);
            else return;
            event.preventDefault();
          }}
        />
      </div>
      <ul className={styles.list} id={`${id}-list`} role="listbox" aria-label={t('search.title')}>
        {found.map((one, index) => (
          <li
            key={one.to}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === chosen}
            onPointerMove={() => setAt(index)}
            onClick={() => go(one)}
          >
            <span>{one.name}</span>
            <small>{t(`search.kind.${one.kind}`)}</small>
          </li>
        ))}
      </ul>
      <p className={styles.none} role="status">
        {found.length === 0 ? t('search.none') : ''}
      </p>
    </Dialog>
  );
}

function foundIn(data: (SearchNamedQuery & Partial<SearchAmongQuery>) | undefined): Found[] {
  if (!data) return [];
  return [
    ...data.trainingRuns.nodes.map(({ id, name }): Found => ({ kind: 'run', name, to: `/admin/training/${id}` })),
    ...data.modelVersions.nodes.map(({ id, number, architecture }): Found => ({
      kind: 'version',
      name: `v${number} ${architecture}`,
      to: `/admin/models/${id}`,
    })),
    ...data.datasets.nodes.map(({ id, name }): Found => ({ kind: 'dataset', name, to: `/admin/datasets/${id}` })),
    ...(data.sweeps?.nodes ?? []).map(({ id, name }): Found => ({ kind: 'sweep', name, to: `/admin/sweeps/${id}` })),
    ...(data.baseModels?.nodes ?? []).map(({ id, name }): Found => ({
      kind: 'baseModel',
      name,
      to: `/admin/base-models/${id}`,
    })),
    ...(data.pipelineRuns?.nodes ?? []).map(({ id, name }): Found => ({
      kind: 'pipeline',
      name,
      to: `/admin/pipelines/${id}`,
    })),
    ...(data.schedules ?? []).map(({ id, name }): Found => ({ kind: 'schedule', name, to: `/admin/schedules/${id}` })),
    ...data.sources.nodes.map(({ key, name }): Found => ({ kind: 'source', name, to: `/admin/sources/${key}` })),
  ];
}
