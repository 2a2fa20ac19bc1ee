import { zodResolver } from '@hookform/resolvers/zod';
import { Button, TextInput } from '@mantine/core';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { z } from 'zod';
import { useFormat } from '@/i18n/format';
import { isServerFailure } from '@/server/failure';
import type { MemberRole } from '@/server/schema.generated';
import { FailureNotice } from '@/ui/FailureNotice';
import form from '@/ui/Form.module.css';
import { OptionCards } from '@/ui/OptionCards';
import { Page } from '@/ui/Page';
import { ShownOnce } from '@/ui/ShownOnce';
import type { InviteMemberMutation } from './member.generated';
import { useInviteMemberMutation } from './memberApi';
import { ROLES } from './roles';

const LONGEST_DAYS = 90;

interface Values {
  role: MemberRole;
  name: string;
  email: string;
  days: string;
}

/** Somebody who is to become a member: what they will be, and the link that lets them in once. */
export function InviteMemberPage() {
  const { t } = useTranslation('console');
  const [invite, { data, error, isLoading, reset }] = useInviteMemberMutation();
  const days = t('form.range', { minimum: 1, maximum: LONGEST_DAYS });
  const { register, handleSubmit, formState } = useForm<Values>({
    resolver: zodResolver(
      z.object({
        role: z.enum(ROLES),
        name: z
          .string()
          .trim()
          .max(200, t('form.atMost', { maximum: 200 })),
        email: z.union([z.literal(''), z.email(t('invitation.emailRule')).max(320)]),
        days: z
          .string()
          .trim()
          .regex(/^\d+$/, t('form.whole'))
          .refine((text) => Number(text) >= 1 && Number(text) <= LONGEST_DAYS, days),
      }),
    ),
    defaultValues: { role: 'VIEWER', name: '', email: '', days: '7' },
  });
  const { errors } = formState;
  const refused = (path: string) =>
    isServerFailure(error) ? error.fields?.find(({ field }) => field === `input.${path}`)?.message : undefined;
  const submit = handleSubmit(({ role, name, email, days }) =>
    invite({
      input: { role, name: name.trim() || undefined, email: email.trim() || undefined, days: Number(days) },
    }).then(() => undefined),
  );
  return (
    <Page title={t('invitation.invite')} purpose={t('invitation.purpose')}>
      {data ? (
        <Invited made={data.inviteMember} another={reset} />
      ) : (
        <form className={form.form} onSubmit={(event) => void submit(event)} noValidate>
          {error && !(isServerFailure(error) && error.fields) ? <FailureNotice failure={error} /> : null}
          <OptionCards
            label={t('invitation.role')}
            options={ROLES.map((value) => ({
              value,
              name: t(`session.role.${value}`),
              explanation: t(`member.may.${value}`),
            }))}
            register={() => register('role')}
          />
          <div className={form.grid}>
            <TextInput
              label={t('column.name')}
              description={t('invitation.nameHint')}
              autoComplete="off"
              {...register('name')}
              error={errors.name?.message ?? refused('name')}
            />
            <TextInput
              type="email"
              label={t('member.email')}
              description={t('invitation.emailHint')}
              autoComplete="off"
              {...register('email')}
              error={errors.email?.message ?? refused('email')}
            />
            <TextInput
              label={t('invitation.days')}
              description={t('form.from', { minimum: 1, maximum: LONGEST_DAYS })}
              inputMode="numeric"
              {...register('days')}
              error={errors.days?.message ?? refused('days')}
            />
          </div>
          <div className={form.actions}>
            <Button type="submit" loading={isLoading}>
              {t('invitation.make')}
            </Button>
            <Button variant="default" component={Link} to="/admin/members">
              {t('form.cancel')}
            </Button>
          </div>
        </form>
      )}
    </Page>
  );
}

function Invited({ made, another }: { made: InviteMemberMutation['inviteMember']; another: () => void }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const { invitation, path } = made;
  const who = invitation.name ?? invitation.email ?? t('invitation.anybody');
  return (
    <ShownOnce
      title={t('invitation.ready', { who, role: t(`session.role.${invitation.role}`) })}
      label={t('invitation.link')}
      secret={new URL(path, window.location.href).href}
      explanation={t('invitation.once', { time: format.absolute(invitation.expiresAt) })}
      actions={
        <>
          <Button component={Link} to="/admin/members">
            {t('invitation.toMembers')}
          </Button>
          <Button variant="default" onClick={another}>
            {t('invitation.another')}
          </Button>
        </>
      }
    />
  );
}
