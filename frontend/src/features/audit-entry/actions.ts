import { useTranslation } from 'react-i18next';
import { audit } from '@/i18n/ko/audit';

type Action = keyof typeof audit.action;
type Noun = keyof typeof audit.noun;

/** What the log tells of, as the server calls it. Commands have names of their own, which any filter takes as well. */
export const ACTIONS = Object.keys(audit.action) as Action[];
export const NOUNS = Object.keys(audit.noun) as Noun[];

/** An action in the reader's words; as the server calls it if there are none. */
export function useActionName() {
  const { t } = useTranslation('console');
  return (action: string) => (action in audit.action ? t(`audit.action.${action as Action}`) : action);
}

/** What was changed, in the reader's words. */
export function useNounName() {
  const { t } = useTranslation('console');
  return (noun: string) => (noun in audit.noun ? t(`audit.noun.${noun as Noun}`) : noun);
}

const PLACES: Partial<Record<string, string>> = {
  article: '/admin/articles/',
  dataset: '/admin/datasets/',
  'base model': '/admin/base-models/',
  'training run': '/admin/training/',
  'model version': '/admin/models/',
  evaluation: '/admin/evaluations/',
  sweep: '/admin/sweeps/',
};

/** Where the row is that a line tells of, if it has a page. */
export function addressOf(noun: string | null, id: string | null): string | undefined {
  const place = noun === null ? undefined : PLACES[noun];
  return place === undefined || id === null ? undefined : place + id;
}
