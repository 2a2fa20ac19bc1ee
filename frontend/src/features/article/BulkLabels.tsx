import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import { ClassLabel, useClassName } from '@/ui/ClassLabel';
import { FailureNotice } from '@/ui/FailureNotice';
import { useNotify } from '@/ui/notices';
import { SelectionBar } from '@/ui/SelectionBar';
import { useKeys } from '@/ui/useKeys';
import type { LabelSetsQuery } from './article.generated';
import { useRelabelArticlesMutation, useUndoRelabellingMutation } from './articleApi';
import styles from './BulkLabels.module.css';

interface Props {
  chosen: ReadonlySet<string>;
  clear: () => void;
  set: LabelSetsQuery['labelSets'][number];
}

/** Gives every chosen article a class, by button or by its digit; the notice, or `u`, takes all of it back. */
export function BulkLabels({ chosen, clear, set }: Props) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const name = useClassName();
  const notify = useNotify();
  const [relabel, relabelling] = useRelabelArticlesMutation();
  const [undo, undoing] = useUndoRelabellingMutation();
  const [last, setLast] = useState<string>();
  const takeBack = async (id: string) => {
    setLast(undefined);
    const { data } = await undo({ id });
    if (data) notify(t('article.undone', { number: format.integer(data.undoRelabelling.articleCount) }));
  };
  const give = async (position: number) => {
    const label = set.classes[position];
    if (!label || chosen.size === 0 || relabelling.isLoading) return;
    const { data } = await relabel({
      input: { articleIds: [...chosen], labelSetKey: set.key, labelKey: label.key },
    });
    if (!data) return;
    const { id, articleCount } = data.relabelArticles;
    setLast(id);
    notify(
      t('article.relabelled', { number: format.integer(articleCount), label: name(label) }),
      () => void takeBack(id),
    );
    clear();
  };
  useKeys({
    ...Object.fromEntries(set.classes.slice(0, 9).map((_, index) => [String(index + 1), () => void give(index)])),
    u: () => {
      if (last !== undefined) void takeBack(last);
    },
  });
  const error = relabelling.error ?? undoing.error;
  return (
    <>
      {error ? <FailureNotice failure={error} /> : null}
      <SelectionBar count={chosen.size} clear={clear}>
        <div className={styles.classes} role="group" aria-label={t('article.relabel')}>
          {set.classes.map((label, index) => (
            <button
              key={label.id}
              type="button"
              disabled={relabelling.isLoading}
              aria-keyshortcuts={index < 9 ? String(index + 1) : undefined}
              onClick={() => void give(index)}
            >
              {index < 9 ? <kbd aria-hidden>{index + 1}</kbd> : null}
              <ClassLabel label={label} />
            </button>
          ))}
        </div>
      </SelectionBar>
    </>
  );
}
