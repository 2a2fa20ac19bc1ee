import '@/i18n/console';
import { Button } from '@mantine/core';
import { IconDownload, IconFileSpreadsheet } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import { saveFile } from '@/ui/saveFile';
import { ClassLabel } from '@/ui/ClassLabel';
import { DataTable } from '@/ui/DataTable';
import { FailureNotice } from '@/ui/FailureNotice';
import { FilterChips, Filters } from '@/ui/FilterChips';
import { Progress } from '@/ui/Progress';
import { useSorted, useSorting } from '@/ui/sorting';
import { decoded, MOST_ROWS, readTexts, type BatchRow, type Refused, type TextFile } from './batch';
import styles from './BatchPanel.module.css';
import { writeCsv } from './delimited';
import { isUnsure } from './sureness';
import { useBatch } from './useBatch';

/** Many texts at once: a file goes in, a file comes back. */
export function BatchPanel() {
  const { t } = useTranslation();
  const [file, setFile] = useState<TextFile>();
  const [refused, setRefused] = useState<Refused>();
  const [isOver, setIsOver] = useState(false);
  const take = async (chosen: File | undefined) => {
    if (!chosen) return;
    const read = readTexts(chosen.name, decoded(await chosen.arrayBuffer()));
    setFile(typeof read === 'string' ? undefined : read);
    setRefused(typeof read === 'string' ? read : undefined);
  };
  return (
    <div className={styles.panel}>
      <label
        className={styles.drop}
        data-over={isOver}
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setIsOver(false);
          void take(event.dataTransfer.files[0]);
        }}
      >
        <IconFileSpreadsheet size={28} stroke={1.5} aria-hidden />
        <span className={styles.choose}>{file ? file.name : t('batch.choose')}</span>
        <span className={styles.hint}>{t('batch.formats', { most: MOST_ROWS.toLocaleString() })}</span>
        <input
          type="file"
          className="visually-hidden"
          aria-label={t('batch.choose')}
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          onChange={(event) => void take(event.currentTarget.files?.[0])}
        />
      </label>
      {refused ? (
        <p className={styles.refused} role="alert">
          {t(`batch.refused.${refused}`, { most: MOST_ROWS.toLocaleString() })}
        </p>
      ) : null}
      {file ? <Answers key={`${file.name} ${file.texts.length}`} file={file} /> : null}
    </div>
  );
}

/** Its rows are filtered by topic, or by whether the model was sure. */
type Shown = { labelKey?: string | undefined; isUnsure?: boolean };

function Answers({ file }: { file: TextFile }) {
  const { t } = useTranslation();
  const format = useFormat();
  const batch = useBatch(file);
  const [shown, setShown] = useState<Shown>({});
  const sorting = useSorting('row');
  const { rows, answered, isRunning, go, stop, failure } = batch;
  const asked = rows.filter(({ text }) => text !== '').length;
  const isDone = answered === asked;
  // A file that was chosen is asked about at once.
  // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when it is chosen
  useEffect(go, []);
  const filtered = useMemo(
    () =>
      rows.filter(
        ({ answer }) =>
          (shown.labelKey === undefined || answer?.label.key === shown.labelKey) &&
          (shown.isUnsure !== true || (answer !== undefined && isUnsure(answer))),
      ),
    [rows, shown],
  );
  const sorted = useSorted(filtered, sorting, {
    row: ({ index }) => index,
    text: ({ text }) => text,
    topic: ({ answer }) => answer?.label.position,
    share: ({ answer }) => answer?.probability,
  });
  const classes = [
    ...new Map(rows.flatMap(({ answer }) => (answer ? [[answer.label.key, answer.label]] : []))).values(),
  ].sort((a, b) => a.position - b.position);
  return (
    <>
      <div className={styles.progress}>
        <Progress share={asked === 0 ? 1 : answered / asked} label={t('batch.progress')} />
        <p className="figures" role="status">
          {t('batch.answered', { done: format.integer(answered), all: format.integer(asked) })}
        </p>
        {isRunning ? (
          <Button variant="default" size="xs" onClick={stop}>
            {t('batch.stop')}
          </Button>
        ) : isDone ? null : (
          <Button variant="default" size="xs" onClick={go}>
            {t('batch.goOn')}
          </Button>
        )}
        <Button
          size="xs"
          leftSection={<IconDownload size={15} aria-hidden />}
          disabled={answered === 0}
          onClick={() => saveFile(`${file.name.replace(/\.\w+$/, '')}-topics.csv`, 'text/csv', csvOf(file, rows))}
        >
          {t('batch.save')}
        </Button>
      </div>
      {failure ? <FailureNotice failure={failure} retry={go} /> : null}
      {answered > 0 ? (
        <>
          <Filters>
            <FilterChips
              label={t('batch.topic')}
              options={classes.map((label) => ({ value: label.key, name: <ClassLabel label={label} /> }))}
              chosen={shown.labelKey}
              choose={(labelKey) => setShown({ ...shown, labelKey })}
            />
            <FilterChips
              label={t('batch.sureness')}
              options={[{ value: 'unsure', name: t('answer.unsure') }]}
              chosen={shown.isUnsure ? 'unsure' : undefined}
              choose={(value) => setShown({ ...shown, isUnsure: value !== undefined })}
            />
          </Filters>
          <DataTable
            caption={t('batch.answers')}
            rows={sorted}
            sorting={sorting}
            rowKey={(row) => String(row.index)}
            height={480}
            columns={[
              {
                key: 'row',
                header: t('batch.row'),
                sort: 'row',
                numeric: true,
                cell: (row) => format.integer(row.index + 1),
              },
              {
                key: 'text',
                header: t('batch.text'),
                sort: 'text',
                wide: true,
                cell: (row) => <span lang="ko">{row.text}</span>,
              },
              {
                key: 'topic',
                header: t('batch.topic'),
                sort: 'topic',
                cell: ({ answer }) => (answer ? <ClassLabel label={answer.label} /> : '–'),
              },
              {
                key: 'share',
                header: t('batch.share'),
                sort: 'share',
                numeric: true,
                cell: ({ answer }) =>
                  answer ? (
                    <span title={isUnsure(answer) ? t('answer.unsure') : undefined}>
                      {isUnsure(answer) ? '? ' : ''}
                      {format.percent(answer.probability)}
                    </span>
                  ) : (
                    '–'
                  ),
              },
            ]}
          />
          <p className={`${styles.hint ?? ''} figures`}>
            {t('batch.shown', { shown: format.integer(filtered.length), all: format.integer(rows.length) })}
          </p>
        </>
      ) : null}
    </>
  );
}

/** The file as it came, with what the model says of each row behind its own columns. */
function csvOf(file: TextFile, rows: readonly BatchRow[]): string {
  const first = rows.find(({ answer }) => answer)?.answer;
  const keys = first ? first.probabilities.map(({ label }) => label.key).sort() : [];
  return writeCsv(
    [...file.columns, 'topic', 'topic_ko', 'probability', 'sure', 'model_version', ...keys.map((key) => `p_${key}`)],
    rows.map(({ answer, index }) => {
      const cells = file.rows[index] ?? [];
      if (!answer) return [...cells, '', '', '', '', '', ...keys.map(() => '')];
      const shares = new Map(answer.probabilities.map(({ label, probability }) => [label.key, probability]));
      return [
        ...cells,
        answer.label.key,
        answer.label.nameKo,
        answer.probability,
        isUnsure(answer) ? 'no' : 'yes',
        answer.modelVersion.number,
        ...keys.map((key) => shares.get(key) ?? ''),
      ];
    }),
  );
}
