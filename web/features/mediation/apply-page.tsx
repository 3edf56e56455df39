import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../../src/domains/accounts/contract.ts'
import type { ApplyInput } from '../../../src/domains/mediation/contract.ts'
import { applyForMediation } from '../../api.ts'
import { FieldGroup } from '../../ui/field-group.tsx'
import { ButtonLink, TextLink } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { SendForm } from '../../ui/send-form.tsx'
import { TickBox } from '../../ui/tick-box.tsx'
import { CheckField } from './case/act-form.tsx'
import classes from './case/case-page.module.css'

type PartyInput = ApplyInput['applicant']
const nobody: PartyInput = { kind: 'organisation', name: '', email: '' }

interface Form {
  source: 'party' | 'lawyer'
  filedAs: 'claimant' | 'accused'
  applicant: PartyInput
  respondent: PartyInput
  title: string
  facts: string
  claims: string
  registrationNumber: string
  checkId: string
  isNowhereElse: boolean
}

/** Least lengths, as the server asks for them. */
const least = { title: 4, facts: 20, claims: 10 }
const isMail = (text: string) => /^\S+@\S+\.\S+$/.test(text)

export function ApplyPage({ session }: { session: SessionView }) {
  const { t } = useTranslation()
  const isDepartment = session.organisation.kind === 'department'
  const own: PartyInput = { kind: 'organisation', name: session.organisation.name, email: session.person.email }
  const [form, setForm] = useState<Form>({
    ...{ source: 'party', filedAs: 'claimant', respondent: nobody, title: '', facts: '', claims: '' },
    ...{ registrationNumber: '', checkId: '', isNowhereElse: false },
    applicant: isDepartment ? nobody : own,
  })
  const [isChecked, setChecked] = useState(false)
  const [filed, setFiled] = useState<{ id: string; number: string } | null>(null)
  const put = (change: Partial<Form>) => setForm((former) => ({ ...former, ...change }))
  const missing = (isWrong: boolean) => (isChecked && isWrong ? t('mediation.field.missing') : null)
  const isShort = (name: keyof typeof least) => form[name].trim().length < least[name]
  const parties = [form.applicant, form.respondent]
  const isComplete =
    !isShort('title') &&
    !isShort('facts') &&
    !isShort('claims') &&
    form.isNowhereElse &&
    parties.every(({ name, email }) => name.trim() !== '' && isMail(email))
  if (filed) {
    return (
      <Page
        title={t('mediation.applying.filed', { number: filed.number })}
        lead={t('mediation.applying.filedWords')}
        width="narrow"
      >
        {isDepartment ? (
          <ButtonLink to="/mediation/new" reloadDocument>
            {t('mediation.turnOver')}
          </ButtonLink>
        ) : (
          <ButtonLink to="/mediation/$caseId" params={{ caseId: filed.id }}>
            {filed.number}
          </ButtonLink>
        )}
      </Page>
    )
  }
  return (
    <Page
      title={isDepartment ? t('mediation.turnOver') : t('mediation.applying.title')}
      lead={t('mediation.applying.lead')}
      width="narrow"
      above={isDepartment ? undefined : <TextLink to="/mediation">{t('mediation.title')}</TextLink>}
    >
      <SendForm
        submitWords={t('mediation.applying.send')}
        check={() => {
          setChecked(true)
          return isComplete
        }}
        send={async () => setFiled(await applyForMediation(inputOf(form, isDepartment)))}
      >
        {!isDepartment && (
          <div className={classes.fields}>
            <NativeSelect
              label={t('mediation.applying.source')}
              value={form.source}
              data={(['party', 'lawyer'] as const).map((value) => ({
                value,
                label: t(`mediation.applying.sources.${value}`),
              }))}
              onChange={(event) => put({ source: event.currentTarget.value === 'lawyer' ? 'lawyer' : 'party' })}
            />
            <NativeSelect
              label={t('mediation.applying.filedAs')}
              value={form.filedAs}
              data={(['claimant', 'accused'] as const).map((value) => ({
                value,
                label: t(`mediation.applying.filedAses.${value}`),
              }))}
              onChange={(event) => put({ filedAs: event.currentTarget.value === 'accused' ? 'accused' : 'claimant' })}
            />
          </div>
        )}
        {(['applicant', 'respondent'] as const).map((side) => (
          <PartyFields
            key={side}
            title={t(`mediation.applying.${side}`)}
            party={form[side]}
            missing={missing}
            onChange={(party) => put({ [side]: party })}
          />
        ))}
        <TextInput
          label={t('mediation.applying.caseTitle')}
          value={form.title}
          maxLength={120}
          error={missing(isShort('title'))}
          onChange={(event) => put({ title: event.currentTarget.value })}
        />
        <Textarea
          label={t('mediation.applying.facts')}
          autosize
          minRows={4}
          value={form.facts}
          error={missing(isShort('facts'))}
          onChange={(event) => put({ facts: event.currentTarget.value })}
        />
        <Textarea
          label={t('mediation.applying.claims')}
          autosize
          minRows={2}
          value={form.claims}
          error={missing(isShort('claims'))}
          onChange={(event) => put({ claims: event.currentTarget.value })}
        />
        <TextInput
          label={t('mediation.applying.registration')}
          value={form.registrationNumber}
          onChange={(event) => put({ registrationNumber: event.currentTarget.value })}
        />
        {session.actions.includes('check.read') && (
          <CheckField
            label={t('mediation.applying.evidence')}
            empty={t('mediation.applying.noEvidence')}
            value={form.checkId}
            error={null}
            onChange={(value) => put({ checkId: String(value) })}
          />
        )}
        <TickBox
          label={t('mediation.applying.elsewhere')}
          checked={form.isNowhereElse}
          error={missing(!form.isNowhereElse)}
          onChange={(event) => put({ isNowhereElse: event.currentTarget.checked })}
        />
      </SendForm>
    </Page>
  )
}

function inputOf(form: Form, isDepartment: boolean): ApplyInput {
  const { source, checkId, registrationNumber, isNowhereElse: _checked, ...rest } = form
  return {
    ...rest,
    source: isDepartment ? 'department' : source,
    isPendingElsewhere: false,
    ...(registrationNumber.trim() === '' ? {} : { registrationNumber: registrationNumber.trim() }),
    ...(checkId === '' ? {} : { evidence: { checkId, match: 0 } }),
  }
}

interface PartyProps {
  title: string
  party: PartyInput
  missing: (isWrong: boolean) => string | null
  onChange: (party: PartyInput) => void
}

function PartyFields({ title, party, missing, onChange }: PartyProps) {
  const { t } = useTranslation()
  const field = (
    name: 'name' | 'email' | 'idNumber' | 'address' | 'phone' | 'representative',
    error: string | null = null,
  ) => (
    <TextInput
      key={name}
      label={t(`mediation.applying.${name}`)}
      value={party[name] ?? ''}
      error={error}
      onChange={(event) => onChange({ ...party, [name]: event.currentTarget.value })}
    />
  )
  return (
    <FieldGroup label={title}>
      <div className={classes.fields}>
        <NativeSelect
          label={t('mediation.applying.kind')}
          value={party.kind}
          data={(['organisation', 'person'] as const).map((value) => ({
            value,
            label: t(`mediation.applying.kinds.${value}`),
          }))}
          onChange={(event) =>
            onChange({ ...party, kind: event.currentTarget.value === 'person' ? 'person' : 'organisation' })
          }
        />
        {field('name', missing(party.name.trim() === ''))}
        {field('email', missing(!isMail(party.email)))}
        {field('phone')}
        {field('address')}
        {field('representative')}
      </div>
      <div className={classes.below}>{field('idNumber')}</div>
    </FieldGroup>
  )
}
