import { Button, NativeSelect, Text, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { ClaimView } from '../../../src/domains/subsidies/contract.ts'
import { listWorks } from '../../api.ts'
import { TextLink } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemNotice } from '../../ui/problem.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { CheckStep } from './check-step.tsx'
import { useClaim } from './claim-page.tsx'
import classes from './claims.module.css'
import { CostFields, ResultFields } from './cost-fields.tsx'
import { DocumentFields } from './document-fields.tsx'
import { useFieldError } from './field-error.ts'
import { stepsOf } from './steps.ts'
import { type DraftEditing, useClaimDraft } from './use-claim-draft.ts'

/** One task of a claim on a page of its own; what is typed is kept. */
export function ClaimStepPage() {
  const { t } = useTranslation()
  const { claimId } = useParams({ from: '/inside/claims/$claimId/$step' })
  const { data, error, refetch } = useClaim(claimId)
  if (!data) {
    return (
      <Page title={t('claims.title')}>
        {error ? (
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        ) : (
          <Waiting words={t('claims.loading')} />
        )}
      </Page>
    )
  }
  return <Step claim={data} />
}

function Step({ claim }: { claim: ClaimView }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { step: asked } = useParams({ from: '/inside/claims/$claimId/$step' })
  const steps = stepsOf(claim.programme)
  const step = steps.find((one) => one === asked) ?? 'about'
  const editing = useClaimDraft(claim)
  const next = steps[steps.indexOf(step) + 1]
  const goOn = async () => {
    await editing.save()
    if (!editing.hasUnsaved() && next)
      await navigate({ to: '/claims/$claimId/$step', params: { claimId: claim.id, step: next } })
  }
  return (
    <Page
      title={t(`claims.tasks.${step}`)}
      width="narrow"
      above={
        <TextLink to="/claims/$claimId" params={{ claimId: claim.id }}>
          {t('claims.tasks.back')}
        </TextLink>
      }
    >
      {editing.error !== null && <ProblemNotice error={editing.error} />}
      {step === 'about' && <AboutFields claim={claim} editing={editing} />}
      {step === 'costs' && <CostFields claim={claim} editing={editing} />}
      {step === 'results' && <ResultFields claim={claim} editing={editing} />}
      {step === 'documents' && <DocumentFields claim={claim} />}
      {step === 'account' && <AccountFields claim={claim} editing={editing} />}
      {step === 'check' && <CheckStep claim={claim} editing={editing} />}
      {next && (
        <div className={classes.tools} style={{ marginTop: 24 }}>
          <Button size="md" onClick={() => void goOn()}>
            {t('claims.tasks.next')}
          </Button>
          <Text size="sm" c="dimmed" role="status">
            {t(`claims.${editing.state}`)}
          </Text>
        </div>
      )}
    </Page>
  )
}

interface FieldsProps {
  claim: ClaimView
  editing: DraftEditing
}

function AboutFields({ claim, editing: { draft, change } }: FieldsProps) {
  const { t } = useTranslation()
  const errorOf = useFieldError(claim)
  const { subject } = claim.programme
  const works = useQuery({
    queryKey: ['works', 'registered'],
    queryFn: () => listWorks({ limit: 100 }),
    enabled: subject === 'work',
  })
  const registered = works.data?.items.filter(({ registrationNumber }) => registrationNumber !== null) ?? []
  const setOnline = (at: number, part: object) =>
    change({ online: draft.online.map((one, i) => (i === at ? { ...one, ...part } : one)) })
  return (
    <div>
      {subject === 'work' ? (
        <NativeSelect
          label={t('claims.about.work')}
          description={works.isSuccess && registered.length === 0 ? t('claims.about.none') : undefined}
          value={draft.workId ?? ''}
          error={errorOf('workId', draft.workId ?? '')}
          onChange={(event) => change({ workId: event.currentTarget.value || null })}
          data={[
            { value: '', label: t('claims.about.choose') },
            ...registered.map(({ id, title }) => ({ value: id, label: title })),
          ]}
        />
      ) : (
        subject !== 'none' && (
          <TextInput
            label={t(`claims.about.subject.${subject}`)}
            value={draft.subject}
            maxLength={200}
            onChange={(event) => change({ subject: event.currentTarget.value })}
          />
        )
      )}
      <Textarea
        mt="md"
        label={t('claims.about.purpose')}
        description={t('claims.about.purposeHint')}
        rows={4}
        maxLength={2000}
        value={draft.purpose}
        onChange={(event) => change({ purpose: event.currentTarget.value })}
      />
      <section className={classes.section} aria-labelledby="online">
        <h2 id="online">{t('claims.about.online')}</h2>
        {draft.online.map((one, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries have no name of their own
          <fieldset key={i} className={classes.line}>
            <legend>{i + 1}</legend>
            <div className={classes.fields}>
              <TextInput
                label={t('claims.about.url')}
                type="url"
                value={one.url}
                maxLength={500}
                onChange={(event) => setOnline(i, { url: event.currentTarget.value })}
              />
              <TextInput
                label={t('claims.about.territory')}
                value={one.territory}
                maxLength={2}
                onChange={(event) => setOnline(i, { territory: event.currentTarget.value.toUpperCase() })}
              />
              <TextInput
                label={t('claims.about.since')}
                type="date"
                value={one.since}
                onChange={(event) => setOnline(i, { since: event.currentTarget.value })}
              />
            </div>
            <Button
              variant="subtle"
              size="sm"
              px={8}
              mt="xs"
              onClick={() => change({ online: draft.online.filter((_one, at) => at !== i) })}
            >
              {t('claims.about.remove')}
            </Button>
          </fieldset>
        ))}
        <Button
          variant="default"
          size="sm"
          onClick={() => change({ online: [...draft.online, { url: '', territory: '', since: '' }] })}
        >
          {t('claims.about.addOnline')}
        </Button>
      </section>
    </div>
  )
}

function AccountFields({ claim, editing: { draft, change } }: FieldsProps) {
  const { t } = useTranslation()
  const errorOf = useFieldError(claim)
  const account = draft.account ?? { holder: '', bank: '', number: '' }
  const set = (part: Partial<typeof account>) => change({ account: { ...account, ...part } })
  return (
    <div className={classes.list}>
      <Text c="dimmed">{t('claims.account.words')}</Text>
      <TextInput
        label={t('claims.account.holder')}
        value={account.holder}
        maxLength={200}
        onChange={(event) => set({ holder: event.currentTarget.value })}
      />
      <TextInput
        label={t('claims.account.bank')}
        value={account.bank}
        maxLength={200}
        onChange={(event) => set({ bank: event.currentTarget.value })}
      />
      <TextInput
        label={t('claims.account.number')}
        inputMode="numeric"
        value={account.number}
        maxLength={60}
        error={errorOf('account.number', account.number)}
        onChange={(event) => set({ number: event.currentTarget.value })}
      />
    </div>
  )
}
