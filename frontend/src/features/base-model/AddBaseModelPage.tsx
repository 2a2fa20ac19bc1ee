import { zodResolver } from '@hookform/resolvers/zod';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useForm, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { z } from 'zod';
import { isServerFailure } from '@/server/failure';
import type { BaseModelPooling } from '@/server/schema.generated';
import { FailureNotice } from '@/ui/FailureNotice';
import { FilterChips } from '@/ui/FilterChips';
import form from '@/ui/Form.module.css';
import { Page } from '@/ui/Page';
import { useAddBaseModelMutation } from './baseModelApi';

const POOLINGS: BaseModelPooling[] = ['MEAN', 'CLS', 'POOLER'];

interface Values {
  from: 'hub' | 'folder';
  name: string;
  hubId: string;
  revision: string;
  folder: string;
  textPrefix: string;
  pooling: BaseModelPooling | '';
}

/** A published encoder to be fetched, checked and sealed. */
export function AddBaseModelPage() {
  const { t } = useTranslation('console');
  const navigate = useNavigate();
  const [add, { error, isLoading }] = useAddBaseModelMutation();
  const { register, handleSubmit, formState, control, setValue } = useForm<Values>({
    resolver: zodResolver(
      z
        .object({
          from: z.enum(['hub', 'folder']),
          name: z
            .string()
            .trim()
            .regex(/^[a-z0-9._-]+$/, t('baseModel.nameRule'))
            .refine((name) => !name.startsWith('scratch-'), t('baseModel.nameTaken')),
          hubId: z.string().trim(),
          revision: z.string().trim(),
          folder: z.string().trim(),
          textPrefix: z.string(),
          pooling: z.enum(['', ...POOLINGS]),
        })
        .refine(({ from, hubId }) => from !== 'hub' || hubId !== '', { path: ['hubId'], message: t('form.required') })
        .refine(({ from, folder }) => from !== 'folder' || folder !== '', {
          path: ['folder'],
          message: t('form.required'),
        }),
    ) as never,
    defaultValues: { from: 'hub', name: '', hubId: '', revision: '', folder: '', textPrefix: '', pooling: '' },
  });
  const from = useWatch({ control, name: 'from' });
  const errors = formState.errors;
  const refused = (path: string) =>
    isServerFailure(error) ? error.fields?.find(({ field }) => field === `input.${path}`)?.message : undefined;
  const submit = handleSubmit(async ({ from: source, hubId, revision, folder, pooling, ...rest }) => {
    const added = await add({
      input: {
        ...rest,
        name: rest.name.trim(),
        ...(source === 'hub'
          ? { hubId: hubId.trim(), revision: revision.trim() || undefined }
          : { folder: folder.trim() }),
        pooling: pooling === '' ? undefined : pooling,
      },
    });
    if (added.data) await navigate(`/admin/base-models/${added.data.addBaseModel.id}`);
  });
  return (
    <Page title={t('baseModel.add')} purpose={t('baseModel.addPurpose')}>
      <form className={form.form} onSubmit={(event) => void submit(event)} noValidate>
        {error && !(isServerFailure(error) && error.fields) ? <FailureNotice failure={error} /> : null}
        <FilterChips
          label={t('baseModel.from')}
          options={(['hub', 'folder'] as const).map((value) => ({ value, name: t(`baseModel.source.${value}`) }))}
          chosen={from}
          choose={(value) => setValue('from', value === 'folder' ? 'folder' : 'hub')}
          isRequired
        />
        <div className={form.grid}>
          {from === 'hub' ? (
            <>
              <TextInput
                label={t('baseModel.hubId')}
                description={t('baseModel.hubIdHint')}
                spellCheck={false}
                {...register('hubId')}
                error={errors.hubId?.message ?? refused('hubId')}
              />
              <TextInput
                label={t('baseModel.revision')}
                description={t('baseModel.revisionHint')}
                spellCheck={false}
                {...register('revision')}
                error={refused('revision')}
              />
            </>
          ) : (
            <TextInput
              label={t('baseModel.folder')}
              description={t('baseModel.folderHint')}
              spellCheck={false}
              {...register('folder')}
              error={errors.folder?.message ?? refused('folder')}
            />
          )}
          <TextInput
            label={t('column.name')}
            description={t('baseModel.nameHint')}
            spellCheck={false}
            {...register('name')}
            error={errors.name?.message ?? refused('name')}
          />
          <TextInput
            label={t('baseModel.prefix')}
            description={t('baseModel.prefixHint')}
            spellCheck={false}
            {...register('textPrefix')}
            error={refused('textPrefix')}
          />
          <NativeSelect
            label={t('parameter.pooling.name')}
            description={t('parameter.pooling.hint')}
            data={[
              { value: '', label: t('baseModel.asPublished') },
              ...POOLINGS.map((value) => ({ value, label: t(`pooling.${value}`) })),
            ]}
            {...register('pooling')}
            error={refused('pooling')}
          />
        </div>
        <div className={form.actions}>
          <Button type="submit" loading={isLoading}>
            {t('baseModel.add')}
          </Button>
          <Button variant="default" component={Link} to="/admin/base-models">
            {t('form.cancel')}
          </Button>
        </div>
      </form>
    </Page>
  );
}
