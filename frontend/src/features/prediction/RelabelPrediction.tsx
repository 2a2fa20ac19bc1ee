import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { LabelClassFragment } from '@/server/labelClass.generated';
import { Allowed } from '@/ui/Allowed';
import { ClassLabel, useClassName } from '@/ui/ClassLabel';
import { FailureNotice } from '@/ui/FailureNotice';
import { useNotify } from '@/ui/notices';
import { Section } from '@/ui/Page';
import { useRelabelPredictionMutation, useUndoPredictionLabelMutation } from './predictionApi';
import styles from './RelabelPrediction.module.css';

interface Props {
  predictionId: string;
  /** The classes of the model that answered. */
  classes: readonly LabelClassFragment[];
}

/** Makes an article of what a reader asked, with the class that an editor says is right; it can be taken back. */
export function RelabelPrediction({ predictionId, classes }: Props) {
  const { t } = useTranslation('console');
  const name = useClassName();
  const notify = useNotify();
  const [relabel, { data, error, isLoading, originalArgs, reset }] = useRelabelPredictionMutation();
  const [undo, undoing] = useUndoPredictionLabelMutation();
  const made = data?.relabelPrediction;
  const takeBack = async (id: string) => {
    const undone = await undo({ id });
    if (!undone.error) reset();
  };
  const choose = async (label: LabelClassFragment) => {
    const given = await relabel({ input: { predictionId, labelKey: label.key } });
    const id = given.data?.relabelPrediction.relabelling.id;
    if (id) notify(t('prediction.relabelled', { label: name(label) }), () => void takeBack(id));
  };
  const failure = error ?? undoing.error;
  return (
    <Allowed action="relabelPrediction">
      <Section title={t('prediction.relabel')}>
        <p className={styles.why}>{t('prediction.relabelWhy')}</p>
        {failure ? <FailureNotice failure={failure} /> : null}
        <div className={styles.classes} role="group" aria-label={t('prediction.relabel')}>
          {classes.map((label) => (
            <button
              key={label.id}
              type="button"
              disabled={isLoading || undoing.isLoading}
              aria-pressed={made !== undefined && originalArgs?.input.labelKey === label.key}
              onClick={() => void choose(label)}
            >
              <ClassLabel label={label} />
            </button>
          ))}
        </div>
        {made ? (
          <p>
            <Link to={`/admin/articles/${made.article.id}`}>{t('prediction.asArticle')}</Link>{' '}
            <button type="button" className={styles.undo} onClick={() => void takeBack(made.relabelling.id)}>
              {t('prediction.takeBack')}
            </button>
          </p>
        ) : null}
      </Section>
    </Allowed>
  );
}
