import { zodResolver } from '@hookform/resolvers/zod';
import { Button, TextInput } from '@mantine/core';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { z } from 'zod';
import { useFormat } from '@/i18n/format';
import { isServerFailure } from '@/server/failure';
import { useMeQuery } from '@/server/me';
import type { ApiTokenScope, MemberRole } from '@/server/schema.generated';
import { FailureNotice } from '@/ui/FailureNotice';
import form from '@/ui/Form.module.css';
import { OptionCards } from '@/ui/OptionCards';
import { Page } from '@/ui/Page';
import { ShownOnce } from '@/ui/ShownOnce';
import type { CreateApiTokenMutation } from './apiToken.generated';
import { useCreateApiTokenMutation } from './apiTokenApi';

const LONGEST_DAYS = 366;

/** Whose doings each scope allows; none for what is everybody's. */
const ROLE_OF: Record<ApiTokenScope, MemberRole | undefined> = {
  PREDICT: undefined,
  READ: 'VIEWER',
  DATA: 'EDITOR',
  TRAINING: 'TRAINER',
  ADMINISTRATION: 'ADMINISTRATOR',
};
const SCOPES = Object.keys(ROLE_OF) as ApiTokenScope[];

interface Values {
  name: string;
  scopes: ApiTokenScope[];
  days: string;
}

/** A token for a program: what it is for, what it may, how long it holds; then the token, once. */
export function CreateApiTokenPage() {
  const { t } = useTranslation('console');
  const allowed = useMeQuery().data?.me?.allowed ?? [];
  const [create, { data, error, isLoading, reset }] = useCreateApiTokenMutation();
  const days = t('form.range', { minimum: 1, maximum: LONGEST_DAYS });
  const { register, handleSubmit, formState } = useForm<Values>({
    resolver: zodResolver(
      z.object({
        name: z
          .string()
          .trim()
          .min(1, t('form.required'))
          .max(200, t('form.atMost', { maximum: 200 })),
        scopes: z.array(z.enum(SCOPES)).min(1, t('apiToken.scopeNeeded')),
        days: z
          .string()
          .trim()
          .regex(/^\d+$/, t('form.whole'))
          .refine((text) => Number(text) >= 1 && Number(text) <= LONGEST_DAYS, days),
      }),
    ),
    defaultValues: { name: '', scopes: ['PREDICT'], days: '90' },
  });
  const { errors } = formState;
  const refused = (path: string) =>
    isServerFailure(error)
      ? error.fields?.find(({ field }) => field === `input.${path}` || field === path)?.message
      : undefined;
  const submit = handleSubmit(async ({ name, scopes, days }) => {
    await create({ input: { name: name.trim(), scopes, days: Number(days) } });
  });
  return (
    <Page title={t('apiToken.create')} purpose={t('apiToken.createPurpose')}>
      {data ? (
        <Created made={data.createApiToken} another={reset} />
      ) : (
        <form className={form.form} onSubmit={(event) => void submit(event)} noValidate>
          {error && !(isServerFailure(error) && error.fields) ? <FailureNotice failure={error} /> : null}
          <div className={form.grid}>
            <TextInput
              label={t('column.name')}
              description={t('apiToken.nameHint')}
              autoComplete="off"
              {...register('name')}
              error={errors.name?.message ?? refused('name')}
            />
            <TextInput
              label={t('apiToken.days')}
              description={t('form.from', { minimum: 1, maximum: LONGEST_DAYS })}
              inputMode="numeric"
              {...register('days')}
              error={errors.days?.message ?? refused('days')}
            />
          </div>
          <OptionCards
            label={t('apiToken.scopes')}
            isMultiple
            options={SCOPES.map((value) => {
              const role = ROLE_OF[value];
              const isMine = role === undefined || allowed.includes(role);
              return {
                value,
                name: t(`apiToken.scope.${value}`),
                explanation: isMine ? t(`apiToken.scopeWhy.${value}`) : t('apiToken.notMine'),
                isDisabled: !isMine,
              };
            })}
            register={() => register('scopes')}
            error={errors.scopes?.message ?? refused('scopes')}
          />
          <div className={form.actions}>
            <Button type="submit" loading={isLoading}>
              {t('apiToken.create')}
            </Button>
            <Button variant="default" component={Link} to="/admin/settings/tokens">
              {t('form.cancel')}
            </Button>
          </div>
        </form>
      )}
    </Page>
  );
}

function Created({ made, another }: { made: CreateApiTokenMutation['createApiToken']; another: () => void }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const { apiToken, token } = made;
  return (
    <ShownOnce
      title={t('apiToken.made', { name: apiToken.name })}
      label={t('apiToken.token')}
      secret={token}
      explanation={t('apiToken.once', { time: format.absolute(apiToken.expiresAt) })}
      actions={
        <>
          <Button component={Link} to="/admin/settings/tokens">
            {t('apiToken.toList')}
          </Button>
          <Button variant="default" onClick={another}>
            {t('apiToken.another')}
          </Button>
        </>
      }
    />
  );
}
