import i18n from 'i18next';
import { initReactI18next } from 'react-i18next';
import { reader as readerEn } from './en/reader';
import { reader as readerKo } from './ko/reader';

export type Language = 'ko' | 'en';

/** The same keys, any words: what makes an untranslated key a type error. */
export type SameKeys<T> = { [K in keyof T]: T[K] extends string ? string : SameKeys<T[K]> };

const KEY = 'gisa.language';

function remembered(): Language {
  const asked = new URLSearchParams(window.location.search).get('lang') ?? localStorage.getItem(KEY);
  return asked === 'en' ? 'en' : 'ko';
}

void i18n.use(initReactI18next).init({
  lng: remembered(),
  fallbackLng: 'ko',
  defaultNS: 'reader',
  ns: ['reader'],
  resources: { ko: { reader: readerKo }, en: { reader: readerEn } },
  interpolation: { escapeValue: false },
  initAsync: false,
});

const announce = (language: string) => {
  document.documentElement.lang = language;
};
announce(i18n.language);
i18n.on('languageChanged', announce);

export function currentLanguage(): Language {
  return i18n.language === 'en' ? 'en' : 'ko';
}

export function chooseLanguage(language: Language) {
  localStorage.setItem(KEY, language);
  void i18n.changeLanguage(language);
}

export { i18n };
