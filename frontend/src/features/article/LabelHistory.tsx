import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import { Allowed } from '@/ui/Allowed';
import { ClassLabel } from '@/ui/ClassLabel';
import { DataTable } from '@/ui/DataTable';
import { FailureNotice } from '@/ui/FailureNotice';
import { useNotify } from '@/ui/notices';
import { Section } from '@/ui/Page';
import { RelativeTime } from '@/ui/RelativeTime';
import type { Article } from './ArticlePage';
import { useUndoRelabellingMutation } from './articleApi';

/** The classes an article had: who changed them, when and why, each change to be taken back as a whole. */
export function LabelHistory({ article }: { article: Article }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const notify = useNotify();
  const [undo, undoing] = useUndoRelabellingMutation();
  const history = article.labelHistory;
  const undone = new Set(history.map(({ relabelling }) => relabelling.undoesId));
  if (history.length === 0) return null;
  return (
    <Section title={t('article.history')}>
      {undoing.error ? <FailureNotice failure={undoing.error} /> : null}
      <DataTable
        caption={t('article.history')}
        rows={history}
        rowKey={({ relabelling }) => relabelling.id}
        columns={[
          {
            key: 'change',
            header: t('article.change'),
            cell: ({ from, to }) => (
              <>
                {from ? <ClassLabel label={from} /> : t('article.unlabelled')} →{' '}
                {to ? <ClassLabel label={to} /> : t('article.unlabelled')}
              </>
            ),
          },
          { key: 'by', header: t('article.by'), cell: ({ relabelling }) => relabelling.madeBy },
          {
            key: 'why',
            header: t('import.why'),
            wide: true,
            minor: true,
            cell: ({ relabelling }) => relabelling.reason ?? (relabelling.undoesId ? t('article.tookBack') : '–'),
          },
          {
            key: 'count',
            header: t('article.together'),
            numeric: true,
            minor: true,
            cell: ({ relabelling }) => format.integer(relabelling.articleCount),
          },
          {
            key: 'when',
            header: t('article.when'),
            numeric: true,
            cell: ({ relabelling }) => <RelativeTime at={relabelling.createdAt} />,
          },
          {
            key: 'undo',
            header: '',
            numeric: true,
            cell: ({ relabelling: { id, undoesId } }) =>
              undoesId === null && !undone.has(id) ? (
                <Allowed action="undoRelabelling">
                  <Button
                    variant="default"
                    size="xs"
                    loading={undoing.isLoading && undoing.originalArgs?.id === id}
                    onClick={() =>
                      void undo({ id }).then(({ data }) => {
                        if (data)
                          notify(t('article.undone', { number: format.integer(data.undoRelabelling.articleCount) }));
                      })
                    }
                  >
                    {t('notice.undo')}
                  </Button>
                </Allowed>
              ) : null,
          },
        ]}
      />
    </Section>
  );
}
