import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { isServerFailure } from '@/server/failure';
import { FailureNotice } from '@/ui/FailureNotice';
import form from '@/ui/Form.module.css';
import { Page } from '@/ui/Page';
import { DefinitionEditor } from './DefinitionEditor';
import { TEMPLATE } from './definitionText';
import { useCreateSourceMutation } from './sourceApi';

const KEY = /^[a-z0-9._-]+$/;

/** A new source with the first version of its definition. */
export function NewSourcePage() {
  const { t } = useTranslation('console');
  const navigate = useNavigate();
  const [create, { error, isLoading }] = useCreateSourceMutation();
  const [key, setKey] = useState('');
  const [text, setText] = useState(TEMPLATE);
  const [isTried, setIsTried] = useState(false);
  const fields = isServerFailure(error) ? error.fields : undefined;
  const refusedKey = fields?.find(({ field }) => field === 'input.key')?.message;
  const submit = async () => {
    setIsTried(true);
    if (!KEY.test(key.trim())) return;
    const { data } = await create({ input: { key: key.trim(), definition: text } });
    if (data) await navigate(`/admin/sources/${data.createSource.key}`);
  };
  return (
    <Page title={t('source.add')} purpose={t('source.addPurpose')}>
      <form
        className={form.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {error && !fields ? <FailureNotice failure={error} /> : null}
        <TextInput
          label={t('source.key')}
          description={t('source.keyHint')}
          spellCheck={false}
          maw={400}
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
          error={isTried && !KEY.test(key.trim()) ? t('source.keyRule') : refusedKey}
        />
        <DefinitionEditor
          text={text}
          change={setText}
          errors={fields?.filter(({ field }) => field !== 'input.key') ?? []}
        />
        <div className={form.actions}>
          <Button type="submit" loading={isLoading}>
            {t('source.add')}
          </Button>
          <Button variant="default" component={Link} to="/admin/sources">
            {t('form.cancel')}
          </Button>
        </div>
      </form>
    </Page>
  );
}
