import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useFormat } from '@/i18n/format';
import { isServerFailure, type ServerFailure } from '@/server/failure';
import { upload } from '@/server/upload';
import { FailureNotice } from '@/ui/FailureNotice';
import form from '@/ui/Form.module.css';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { Progress } from '@/ui/Progress';
import type { ImportArticlesFormQuery } from './article.generated';
import { useImportArticlesFormQuery, useImportArticlesMutation } from './articleApi';
import styles from './ImportArticlesPage.module.css';

const NEW_SOURCE = '';
const ENDINGS = '.csv,.tsv,.tab,.jsonl,.ndjson,.parquet';

/** A file of articles on its way in: it is sent, then read in the background. */
export function ImportArticlesPage() {
  const { t } = useTranslation('console');
  const { data, error, refetch } = useImportArticlesFormQuery();
  if (error)
    return <Page title={t('article.import')}>{<FailureNotice failure={error} retry={() => void refetch()} />}</Page>;
  if (!data) return <Loading />;
  return (
    <Page title={t('article.import')} purpose={t('import.purpose')}>
      <ImportForm choices={data} />
    </Page>
  );
}

function ImportForm({ choices }: { choices: ImportArticlesFormQuery }) {
  const { t, i18n } = useTranslation('console');
  const format = useFormat();
  const navigate = useNavigate();
  const [file, setFile] = useState<File>();
  const [source, setSource] = useState(choices.sources.nodes[0]?.key ?? NEW_SOURCE);
  const [newSource, setNewSource] = useState('');
  const [labelSet, setLabelSet] = useState(choices.labelSets[0]?.key ?? '');
  const [sent, setSent] = useState<number>();
  const [failure, setFailure] = useState<ServerFailure>();
  const [isIncomplete, setIsIncomplete] = useState(false);
  const [start] = useImportArticlesMutation();
  const sending = useRef<AbortController>(undefined);
  useEffect(() => () => sending.current?.abort(), []);
  const sourceKey = source === NEW_SOURCE ? newSource.trim() : source;
  const refused = (path: string) => failure?.fields?.find(({ field }) => field === `input.${path}`)?.message;

  const submit = async () => {
    setIsIncomplete(!file || sourceKey === '');
    if (!file || sourceKey === '') return;
    setFailure(undefined);
    setSent(0);
    const controller = new AbortController();
    sending.current = controller;
    const uploaded = await upload(file, setSent, controller.signal);
    if (controller.signal.aborted) {
      setSent(undefined);
      return;
    }
    if ('failure' in uploaded) {
      setFailure(uploaded.failure);
      setSent(undefined);
      return;
    }
    const started = await start({
      input: {
        uploadKey: uploaded.key,
        fileName: file.name,
        sourceKey,
        labelSetKey: labelSet === '' ? undefined : labelSet,
      },
    });
    setSent(undefined);
    if (started.data) await navigate(`/admin/articles/imports/${started.data.importArticles.id}`);
    else if (isServerFailure(started.error)) setFailure(started.error);
  };

  return (
    <form
      className={form.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {failure && !refused('sourceKey') ? <FailureNotice failure={failure} /> : null}
      <FileField file={file} choose={setFile} error={isIncomplete && !file ? t('form.required') : undefined} />
      <div className={form.grid}>
        <NativeSelect
          label={t('column.source')}
          description={t('import.sourceHint')}
          value={source}
          onChange={(event) => setSource(event.currentTarget.value)}
          data={[
            ...choices.sources.nodes.map(({ key, name }) => ({ value: key, label: name })),
            { value: NEW_SOURCE, label: t('import.newSource') },
          ]}
        />
        {source === NEW_SOURCE ? (
          <TextInput
            label={t('import.sourceKey')}
            description={t('import.sourceKeyHint')}
            value={newSource}
            onChange={(event) => setNewSource(event.currentTarget.value)}
            error={isIncomplete && sourceKey === '' ? t('form.required') : refused('sourceKey')}
          />
        ) : null}
        <NativeSelect
          label={t('column.labelSet')}
          description={t('import.labelSetHint')}
          value={labelSet}
          onChange={(event) => setLabelSet(event.currentTarget.value)}
          data={[
            ...choices.labelSets.map((set) => ({
              value: set.key,
              label: i18n.language === 'en' ? set.nameEn : set.nameKo,
            })),
            { value: '', label: t('import.noLabels') },
          ]}
        />
      </div>
      {sent === undefined ? null : (
        <div className={styles.sending} role="status">
          <Progress share={sent} label={t('import.sending')} />
          <span className="figures">
            {t('import.sending')} {format.percent(sent, 0)}
          </span>
        </div>
      )}
      <div className={form.actions}>
        <Button type="submit" loading={sent !== undefined}>
          {t('import.start')}
        </Button>
        {sent === undefined ? (
          <Button variant="default" component={Link} to="/admin/articles">
            {t('form.cancel')}
          </Button>
        ) : (
          <Button variant="default" onClick={() => sending.current?.abort()}>
            {t('import.stop')}
          </Button>
        )}
      </div>
      <details className={form.more}>
        <summary>{t('import.columns')}</summary>
        <p className={form.hint}>{t('import.columnsWhy')}</p>
      </details>
    </form>
  );
}

function FileField({
  file,
  choose,
  error,
}: {
  file: File | undefined;
  choose: (file: File | undefined) => void;
  error: string | undefined;
}) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const [isOver, setIsOver] = useState(false);
  return (
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
        choose(event.dataTransfer.files[0]);
      }}
    >
      <IconFileUpload size={24} stroke={1.5} aria-hidden />
      <span className={styles.fileName}>{file ? `${file.name} (${format.bytes(file.size)})` : t('import.choose')}</span>
      <span className={form.hint}>{t('import.formats')}</span>
      {error ? (
        <span className={styles.error} role="alert">
          {error}
        </span>
      ) : null}
      <input
        className="visually-hidden"
        type="file"
        aria-label={t('import.file')}
        accept={ENDINGS}
        onChange={(event) => choose(event.currentTarget.files?.[0])}
      />
    </label>
  );
}
