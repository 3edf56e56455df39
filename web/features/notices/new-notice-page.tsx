import { NativeSelect, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../../src/domains/accounts/contract.ts'
import { Law, laws } from '../../../src/domains/notices/contract.ts'
import { drawNotice } from '../../api.ts'
import { TextLink } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { SendForm } from '../../ui/send-form.tsx'
import { AreaField, SenderFields, Statements, statementsOf, useNoticeForm } from './notice-fields.tsx'
import { addressesIn } from './notice-words.ts'
import classes from './notices.module.css'

export function NewNoticePage({ session }: { session: SessionView }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const state = useNoticeForm({ law: 'cn', name: session.organisation.name, email: session.person.email })
  const law = Law.catch('cn').parse(state.form.law)
  const words: Record<string, unknown> = t('notices.form', { returnObjects: true })
  const line = (name: 'platformName' | 'platformEmail' | 'registration' | 'materialName' | 'signature') => (
    <TextInput
      label={t(`notices.form.${name}`)}
      value={String(state.form[name] ?? '')}
      error={state.error(name)}
      onChange={(event) => state.put(name, event.currentTarget.value)}
    />
  )
  const send = async () => {
    const { id } = await drawNotice({
      law,
      platform: { name: state.text('platformName'), email: state.text('platformEmail') },
      registrationNumber: state.text('registration'),
      sender: state.sender(),
      materialName: state.text('materialName'),
      addresses: addressesIn(state.text('addresses')),
      explanation: state.text('explanation'),
      signature: state.text('signature'),
      ...Object.fromEntries(statementsOf.notice[law].map((name) => [name, state.form[name] === true])),
    })
    await navigate({ to: '/notices/$noticeId', params: { noticeId: id } })
  }
  return (
    <Page
      title={t('notices.make')}
      lead={t('notices.lead')}
      width="narrow"
      above={<TextLink to="/notices">{t('notices.title')}</TextLink>}
    >
      <SendForm submitWords={t('notices.form.send')} send={send} atFields={state.take}>
        <NativeSelect
          label={t('notices.form.law')}
          value={law}
          data={laws.map((value) => ({ value, label: t(`notices.law.${value}`) }))}
          onChange={(event) => state.put('law', event.currentTarget.value)}
        />
        <div className={classes.fields}>
          {line('platformName')}
          {line('platformEmail')}
        </div>
        {line('registration')}
        <SenderFields state={state} />
        {line('materialName')}
        <AreaField state={state} name="addresses" label={t('notices.form.addresses')} />
        <AreaField state={state} name="explanation" label={t('notices.form.explanation')} />
        <Statements state={state} names={statementsOf.notice[law]} words={words} />
        {line('signature')}
      </SendForm>
    </Page>
  )
}
