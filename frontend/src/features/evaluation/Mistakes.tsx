import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/i18n/format';
import { ClassLabel } from '@/ui/ClassLabel';
import { DataTable } from '@/ui/DataTable';
import { Section } from '@/ui/Page';
import type { Evaluation } from './EvaluationPage';

/** The wrong answers it was surest of: either the model is mistaken, or the label is. */
export function Mistakes({ evaluation }: { evaluation: Evaluation }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const { nodes, totalCount } = evaluation.worstMistakes;
  if (nodes.length === 0) return null;
  return (
    <Section title={t('evaluation.mistakes')}>
      <p>{t('evaluation.mistakesWhy', { shown: format.integer(nodes.length), total: format.integer(totalCount) })}</p>
      <DataTable
        caption={t('evaluation.mistakes')}
        rows={nodes}
        rowKey={(mistake) => String(mistake.rank)}
        columns={[
          {
            key: 'text',
            header: t('prediction.text'),
            wide: true,
            cell: (mistake) => (
              <Link to={`/admin/articles/${mistake.articleId}`} lang="ko">
                {mistake.text}
              </Link>
            ),
          },
          { key: 'label', header: t('evaluation.truth'), cell: (mistake) => <ClassLabel label={mistake.label} /> },
          {
            key: 'predicted',
            header: t('prediction.answer'),
            cell: (mistake) => <ClassLabel label={mistake.predicted} />,
          },
          {
            key: 'probability',
            header: t('prediction.probability'),
            numeric: true,
            cell: (mistake) => format.percent(mistake.probability),
          },
        ]}
      />
    </Section>
  );
}
