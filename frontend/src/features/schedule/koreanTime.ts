import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

/** How a moment is written in Korean time, which schedules are in wherever their reader is. */
export function useKoreanTime() {
  const { i18n } = useTranslation();
  return useMemo(() => {
    const format = new Intl.DateTimeFormat(i18n.language === 'en' ? 'en-GB' : 'ko-KR', {
      timeZone: 'Asia/Seoul',
      month: 'short',
      day: 'numeric',
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hour12: false,
    });
    return (time: string) => format.format(new Date(time));
  }, [i18n.language]);
}
