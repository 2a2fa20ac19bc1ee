import { useTranslation } from 'react-i18next';
import type { EvaluationRowFragment } from './evaluation.generated';

/** Which rows an evaluation looks at: a split of a dataset, or a file. */
export function Measured({
  evaluation,
}: {
  evaluation: Pick<EvaluationRowFragment, 'dataset' | 'articleImport' | 'split'>;
}) {
  const { t } = useTranslation('console');
  const { dataset, articleImport, split } = evaluation;
  return dataset ? `${dataset.name} · ${t(`evaluation.split.${split}`)}` : articleImport?.fileName;
}
