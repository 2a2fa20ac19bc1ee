import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconLanguage, IconMoon, IconSun } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, currentLanguage } from '@/i18n';
import styles from './Preferences.module.css';

/** The reader's choice of theme and language, remembered by the browser. */
export function Preferences() {
  const { t } = useTranslation('reader');
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme('light') === 'dark';
  const other = currentLanguage() === 'ko' ? 'en' : 'ko';
  const toTheme = isDark ? t('theme.toLight') : t('theme.toDark');
  return (
    <div className={styles.preferences}>
      <button
        type="button"
        lang={other}
        aria-label={t('language.label')}
        title={t('language.label')}
        onClick={() => chooseLanguage(other)}
      >
        <IconLanguage size={18} aria-hidden />
        <span className={styles.word}>{t('language.switch')}</span>
      </button>
      <button
        type="button"
        aria-label={toTheme}
        title={toTheme}
        onClick={() => setColorScheme(isDark ? 'light' : 'dark')}
      >
        {isDark ? <IconSun size={18} aria-hidden /> : <IconMoon size={18} aria-hidden />}
      </button>
    </div>
  );
}
