import { useTranslation } from 'react-i18next';
import { ClassLabel, useClassName } from '@/ui/ClassLabel';
import { FailureNotice } from '@/ui/FailureNotice';
import { FilterChips } from '@/ui/FilterChips';
import { useNotify } from '@/ui/notices';
import { Section } from '@/ui/Page';
import { useKeys } from '@/ui/useKeys';
import { useState } from 'react';
import type { Article } from './ArticlePage';
import { useLabelArticleMutation, useLabelSetsQuery, useUnlabelArticleMutation } from './articleApi';
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
  const [unlabel, unlabelling] = useUnlabelArticleMutation();
  // What the last choice replaced; null is no class.
  const [replaced, setReplaced] = useState<Given | null>();
  const set = sets?.find(({ key }) => key === (wanted ?? article.label?.labelSet.key)) ?? sets?.[0];
  const give = async (given: Given | null) =>
    given ? label({ input: { articleId: article.id, ...given } }) : unlabel({ articleId: article.id });
  const had = article.label ? { labelSetKey: article.label.labelSet.key, labelKey: article.label.key } : null;
  const undo = (given: Given | null) => {
    setReplaced(undefined);
    void give(given);
  };
  const clear = async () => {
    const cleared = await give(null);
    if (cleared.error) return;
    setReplaced(had);
    notify(t('article.unlabelledNow'), () => undo(had));
  };
  const choose = async (position: number) => {
    const chosen = set?.classes[position];
    if (!set || !chosen || isLoading || chosen.id === article.label?.id) return;
    const given = await give({ labelSetKey: set.key, labelKey: chosen.key });
    if (given.error) return;
    setReplaced(had);
    notify(t('article.labelled', { label: name(chosen) }), () => undo(had));
  };
  useKeys({
    ...Object.fromEntries(
      (set?.classes ?? []).slice(0, 9).map((_, index) => [String(index + 1), () => void choose(index)]),
    ),
    u: () => {
      if (replaced !== undefined) undo(replaced);
    },
  });
  if (!set) return null;
  return (
    <Section title={t('article.relabel')} aside={<span className={styles.none}>{t('article.relabelKeys')}</span>}>
      {(error ?? unlabelling.error) ? <FailureNotice failure={error ?? unlabelling.error} /> : null}
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
        {article.label ? (
          <button type="button" disabled={unlabelling.isLoading} onClick={() => void clear()}>
            {t('article.unlabel')}
          </button>
        ) : null}
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
