import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import styles from './Lineage.module.css';

export type LineageStep = 'articles' | 'dataset' | 'run' | 'version' | 'deployment';

const STEPS: LineageStep[] = ['articles', 'dataset', 'run', 'version', 'deployment'];

interface Props {
  here: LineageStep;
  /** What stands at each step, and where it is; a step left out hasn't happened (yet). */
  steps: Partial<Record<LineageStep, { name: string; to?: string | undefined }>>;
}

/** Where a thing comes from and where it went: articles → dataset → run → version → deployment. */
export function Lineage({ here, steps }: Props) {
  const { t } = useTranslation('console');
  return (
    <nav className={styles.lineage} aria-label={t('lineage.label')} data-prints>
      <ol>
        {STEPS.map((step) => {
          const known = steps[step];
          const words = (
            <>
              <span className={styles.kind}>{t(`lineage.${step}`)}</span>
              <span className={styles.name}>{known?.name ?? '–'}</span>
            </>
          );
          return (
            <li key={step} aria-current={step === here ? 'step' : undefined} data-here={step === here}>
              {known?.to && step !== here ? <Link to={known.to}>{words}</Link> : <div>{words}</div>}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
