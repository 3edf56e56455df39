import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Language } from '../../../../src/domains/accounts/contract.ts'
import { Card } from '../../../ui/card.tsx'
import { SendForm } from '../../../ui/send-form.tsx'
import { EmailField, isWholeEmail } from '../fields.tsx'

interface MailRequestProps {
  submitWords: string
  emailBefore: string
  send: (input: { email: string; language: Language }) => Promise<unknown>
  onSent: (email: string) => void
}

/** One field: the mailbox that gets a link. */
export function MailRequest({ submitWords, emailBefore, send, onSent }: MailRequestProps) {
  const { t, i18n } = useTranslation()
  const [email, setEmail] = useState(emailBefore)
  const [checked, setChecked] = useState(false)
  const fault = checked && !isWholeEmail(email) ? t('accounts.emailWrong') : null
  return (
    <Card>
      <SendForm
        submitWords={submitWords}
        check={() => {
          setChecked(true)
          return isWholeEmail(email)
        }}
        send={async () => {
          await send({ email: email.trim(), language: i18n.language === 'en' ? 'en' : 'zh-CN' })
          onSent(email.trim())
        }}
      >
        <EmailField value={email} onChange={setEmail} error={fault} />
      </SendForm>
    </Card>
  )
}
