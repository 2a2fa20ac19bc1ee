import { Button } from '@mantine/core';
import { IconArrowLeft, IconArrowRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import styles from './Pager.module.css';
import type { Cursor, PageEnds } from './paging';

interface Props {
  shown: number;
  total?: number | undefined;
  ends: PageEnds;
  turn: (cursor: Cursor) => void;
}

/** "n of m", and the way to newer and older rows. */
export function Pager({ shown, total, ends, turn }: Props) {
  const { t } = useTranslation('console');
  const format = useFormat();
  return (
    <nav className={styles.pager} aria-label={t('pager.label')}>
      <p className="figures">
        {total === undefined
          ? t('pager.shown', { shown: format.integer(shown) })
          : t('pager.of', { shown: format.integer(shown), total: format.integer(total) })}
      </p>
      {ends.hasPreviousPage || ends.hasNextPage ? (
        <div className={styles.turns}>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconArrowLeft size={14} aria-hidden />}
            disabled={!ends.hasPreviousPage}
            onClick={() => turn({ before: ends.startCursor })}
          >
            {t('pager.newer')}
          </Button>
          <Button
            variant="default"
            size="xs"
            rightSection={<IconArrowRight size={14} aria-hidden />}
            disabled={!ends.hasNextPage}
            onClick={() => turn({ after: ends.endCursor })}
          >
            {t('pager.older')}
          </Button>
        </div>
      ) : null}
    </nav>
  );
}
