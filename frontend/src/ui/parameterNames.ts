import { useTranslation } from 'react-i18next';
import { training } from '@/i18n/ko/training';

export type ParameterKey = keyof typeof training.parameter;

/** Whether we have words for a training parameter. */
export const isParameter = (key: string): key is ParameterKey => key in training.parameter;

/** The name of a training parameter in the reader's language; the server may know more than we have words for. */
export function useParameterName() {
  const { t } = useTranslation('console');
  return (field: string) => {
    const key = field.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    return isParameter(key) ? t(`parameter.${key}.name`) : field;
  };
}
