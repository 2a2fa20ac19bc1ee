import { useTranslation } from 'react-i18next';
import { classColour, type ClassName } from './classColour';
import styles from './ClassLabel.module.css';

/** A class's name in the reader's language. */
export function useClassName() {
  const { i18n } = useTranslation();
  return (label: Pick<ClassName, 'nameKo' | 'nameEn'>) => (i18n.language === 'en' ? label.nameEn : label.nameKo);
}

/** A class by name, with its colour before it. */
export function ClassLabel({ label }: { label: ClassName }) {
  const name = useClassName();
  return (
    <span className={styles.label}>
      <span className={styles.mark} style={{ background: classColour(label) }} aria-hidden />
      {name(label)}
    </span>
  );
}
