import { zodResolver } from '@hookform/resolvers/zod';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useForm, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { isServerFailure } from '@/server/failure';
import { FailureNotice } from '@/ui/FailureNotice';
import form from '@/ui/Form.module.css';
import { Loading } from '@/ui/Loading';
import { Page, Section } from '@/ui/Page';
import type { BuildDatasetFormQuery } from './dataset.generated';
import { useBuildDatasetFormQuery, useBuildDatasetMutation } from './datasetApi';
import { Preview } from './Preview';
import { inputOf, selectionSchema, startingValues, type SelectionValues } from './selection';

/** A new dataset: which articles, and how they are split. */
export function BuildDatasetPage() {
  const { t } = useTranslation('console');
  const { data, error, refetch } = useBuildDatasetFormQuery();
  if (error)
    return <Page title={t('dataset.build')}>{<FailureNotice failure={error} retry={() => void refetch()} />}</Page>;
  if (!data) return <Loading />;
  return (
    <Page title={t('dataset.build')} purpose={t('dataset.buildPurpose')}>
      <BuildForm choices={data} />
    </Page>
  );
}

function BuildForm({ choices }: { choices: BuildDatasetFormQuery }) {
  const { t, i18n } = useTranslation('console');
  const navigate = useNavigate();
  const [build, { error, isLoading }] = useBuildDatasetMutation();
  const schema = selectionSchema({
    required: t('form.required'),
    whole: t('form.whole'),
    share: t('dataset.shareRange'),
    sum: t('dataset.shareSum'),
    order: t('dataset.dateOrder'),
  });
  const { register, handleSubmit, formState, control } = useForm<SelectionValues>({
    resolver: zodResolver(schema) as never,
    defaultValues: startingValues(choices.labelSets[0]?.key ?? ''),
  });
  const errors = formState.errors;
  const watched = useWatch({ control });
  const set = choices.labelSets.find(({ key }) => key === watched.labelSetKey);
  const { selection: selected } = inputOf({ ...startingValues(''), ...watched });
  const refused = (path: string) =>
    isServerFailure(error) ? error.fields?.find(({ field }) => field === `input.${path}`)?.message : undefined;

  const submit = handleSubmit(async (values) => {
    const built = await build({ input: inputOf(values) });
    if (built.data) await navigate(`/admin/datasets/${built.data.buildDataset.id}`);
  });

  return (
    <form className={form.form} onSubmit={(event) => void submit(event)} noValidate>
      {error && !(isServerFailure(error) && error.fields) ? <FailureNotice failure={error} /> : null}
      <div className={form.grid}>
        <TextInput
          label={t('column.name')}
          description={t('dataset.nameHint')}
          {...register('name')}
          error={errors.name?.message ?? refused('name')}
        />
        <NativeSelect
          label={t('column.labelSet')}
          description={t('dataset.labelSetHint')}
          data={choices.labelSets.map((set) => ({
            value: set.key,
            label: i18n.language === 'en' ? set.nameEn : set.nameKo,
          }))}
          {...register('labelSetKey')}
          error={refused('selection.labelSetKey')}
        />
        <NativeSelect
          label={t('dataset.sources')}
          description={t('dataset.sourceHint')}
          data={[
            { value: '', label: t('filter.all') },
            ...choices.sources.nodes.map((source) => ({ value: source.key, label: source.name })),
          ]}
          {...register('sourceKey')}
          error={refused('selection.sourceKeys')}
        />
        <TextInput
          label={t('dataset.maxPerClass')}
          description={t('dataset.maxPerClassHint')}
          inputMode="numeric"
          {...register('maxPerClass')}
          error={errors.maxPerClass?.message ?? refused('selection.maxPerClass')}
        />
        <TextInput
          label={t('dataset.minCharacters')}
          description={t('dataset.minCharactersHint')}
          inputMode="numeric"
          {...register('minCharacters')}
          error={errors.minCharacters?.message ?? refused('selection.minCharacters')}
        />
        <TextInput
          label={t('parameter.seed.name')}
          description={t('dataset.seedHint')}
          inputMode="numeric"
          {...register('seed')}
          error={errors.seed?.message ?? refused('selection.seed')}
        />
        <TextInput
          type="date"
          label={t('dataset.publishedFrom')}
          {...register('publishedFrom')}
          error={refused('selection.publishedFrom')}
        />
        <TextInput
          type="date"
          label={t('dataset.publishedTo')}
          {...register('publishedTo')}
          error={errors.publishedTo?.message ?? refused('selection.publishedTo')}
        />
        <fieldset className={form.three}>
          <legend className="visually-hidden">{t('dataset.ratios')}</legend>
          <TextInput
            label={t('split.TRAIN')}
            description={t('dataset.trainHint')}
            inputMode="decimal"
            {...register('train')}
            error={errors.train?.message ?? refused('selection.ratios.train') ?? refused('selection.ratios')}
          />
          <TextInput
            label={t('split.VALIDATION')}
            description={t('dataset.validationHint')}
            inputMode="decimal"
            {...register('validation')}
            error={errors.validation?.message ?? refused('selection.ratios.validation')}
          />
          <TextInput
            label={t('split.TEST')}
            description={t('dataset.testHint')}
            inputMode="decimal"
            {...register('test')}
            error={errors.test?.message ?? refused('selection.ratios.test')}
          />
        </fieldset>
      </div>
      {set ? (
        <Section title={t('dataset.preview')}>
          <p className={form.hint}>{t('dataset.previewWhy')}</p>
          <Preview selection={selected} />
        </Section>
      ) : null}
      <div className={form.actions}>
        <Button type="submit" loading={isLoading}>
          {t('dataset.build')}
        </Button>
        <Button variant="default" component={Link} to="/admin/datasets">
          {t('form.cancel')}
        </Button>
      </div>
    </form>
  );
}
