import { useTranslation } from 'react-i18next';
import { ClassLabel, useClassName } from '@/ui/ClassLabel';
import { FailureNotice } from '@/ui/FailureNotice';
import { FilterChips } from '@/ui/FilterChips';
import { useNotify } from '@/ui/notices';
import { Section } from '@/ui/Page';
import { useKeys } from '@/ui/useKeys';
import { useState } from 'react';
import type { Article } from './ArticlePage';
import { useLabelArticleMutation, useLabelSetsQuery } from './articleApi';
import styles from './ArticlePage.module.css';

interface Given {
  labelSetKey: string;
  labelKey: string;
}

/**
 * Says which class is right, by button or by its digit; `u` takes it back. A sealed dataset keeps the class it was
 * sealed with.
 */
export function Labelling({ article }: { article: Article }) {
  const { t } = useTranslation('console');
  const name = useClassName();
  const notify = useNotify();
  const sets = useLabelSetsQuery().data?.labelSets;
  const [wanted, setWanted] = useState<string>();
  const [label, { error, isLoading }] = useLabelArticleMutation();
  // What the last choice replaced; an article that had no class can't be without one again.
  const [replaced, setReplaced] = useState<Given>();
  const set = sets?.find(({ key }) => key === (wanted ?? article.label?.labelSet.key)) ?? sets?.[0];
  const give = async (given: Given) => label({ input: { articleId: article.id, ...given } });
  const undo = (given: Given) => {
    setReplaced(undefined);
    void give(given);
  };
  const choose = async (position: number) => {
    const chosen = set?.classes[position];
    if (!set || !chosen || isLoading || chosen.id === article.label?.id) return;
    const before = article.label ? { labelSetKey: article.label.labelSet.key, labelKey: article.label.key } : undefined;
    const given = await give({ labelSetKey: set.key, labelKey: chosen.key });
    if (given.error) return;
    setReplaced(before);
    notify(t('article.labelled', { label: name(chosen) }), before && (() => undo(before)));
  };
  useKeys({
    ...Object.fromEntries(
      (set?.classes ?? []).slice(0, 9).map((_, index) => [String(index + 1), () => void choose(index)]),
    ),
    u: () => {
      if (replaced) undo(replaced);
    },
  });
  if (!set) return null;
  return (
    <Section title={t('article.relabel')} aside={<span className={styles.none}>{t('article.relabelKeys')}</span>}>
      {error ? <FailureNotice failure={error} /> : null}
      <div className={styles.classes} role="group" aria-label={t('article.relabel')}>
        {set.classes.map((one, index) => (
          <button
            key={one.id}
            type="button"
            disabled={isLoading}
            aria-pressed={article.label?.id === one.id}
            aria-keyshortcuts={index < 9 ? String(index + 1) : undefined}
            onClick={() => void choose(index)}
          >
            {index < 9 ? <kbd aria-hidden>{index + 1}</kbd> : null}
            <ClassLabel label={one} />
          </button>
        ))}
      </div>
      {sets && sets.length > 1 ? (
        <FilterChips
          label={t('column.labelSet')}
          options={sets.map((one) => ({ value: one.key, name: name(one) }))}
          chosen={set.key}
          choose={setWanted}
          isRequired
        />
      ) : null}
    </Section>
  );
}
