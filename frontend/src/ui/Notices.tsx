import { IconX } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useDispatch, useSelector } from 'react-redux';
import { dismissed, takeBack, type Notice } from './notices';
import styles from './Notices.module.css';

/** Long enough to read it and to change one's mind. */
const SHOWN_MS = 10_000;

/** What was just done, at the edge of the page. */
export function Notices() {
  const notices = useSelector((state: { notices: Notice[] }) => state.notices);
  return (
    <div className={`${styles.notices ?? ''} no-print`} role="status">
      {notices.map((notice) => (
        <Said key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function Said({ notice }: { notice: Notice }) {
  const { t } = useTranslation('console');
  const dispatch = useDispatch();
  useEffect(() => {
    const timer = setTimeout(() => dispatch(dismissed(notice.id)), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [dispatch, notice.id]);
  return (
    <p className={styles.notice}>
      <span>{notice.text}</span>
      {notice.undoKey === undefined ? null : (
        <button
          type="button"
          onClick={() => {
            takeBack(notice);
            dispatch(dismissed(notice.id));
          }}
        >
          {t('notice.undo')}
        </button>
      )}
      <button type="button" aria-label={t('notice.close')} onClick={() => dispatch(dismissed(notice.id))}>
        <IconX size={14} aria-hidden />
      </button>
    </p>
  );
}
