import { IconX } from '@tabler/icons-react';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './Dialog.module.css';

interface Props {
  title: string;
  /** Leaves the title to those who can't see the dialog. */
  isTitleHidden?: boolean;
  close: () => void;
  children: ReactNode;
}

/** Something short that stands before a page, has no address and keeps the keyboard until it is closed. */
export function Dialog({ title, isTitleHidden = false, close, children }: Props) {
  const { t } = useTranslation('console');
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = element.current;
    if (!dialog) return;
    dialog.showModal();
    return () => dialog.close();
  }, []);
  return (
    <dialog
      ref={element}
      className={styles.dialog}
      aria-labelledby={id}
      onCancel={close}
      onClick={(event) => {
        // The dialog's own box is all padding-less content: what hits the element itself hits the backdrop.
        if (event.target === element.current) close();
      }}
    >
      <div className={styles.content}>
        <header className={isTitleHidden ? 'visually-hidden' : styles.head}>
          <h2 id={id}>{title}</h2>
          {isTitleHidden ? null : (
            <button type="button" aria-label={t('notice.close')} onClick={close}>
              <IconX size={18} aria-hidden />
            </button>
          )}
        </header>
        {children}
      </div>
    </dialog>
  );
}
