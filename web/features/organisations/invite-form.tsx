import { NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type InvitationView, Language, MemberRole } from '../../../src/domains/accounts/contract.ts'
import { inviteMember } from '../../api.ts'
import { Card } from '../../ui/card.tsx'
import { SendForm } from '../../ui/send-form.tsx'
import { rolesToGive } from './roles.ts'

export interface Invited {
  invitation: InvitationView
  link: string
}

interface InviteFormProps {
  organisationId: string
  authority: MemberRole
  onMade: (invited: Invited) => void
  onCancel: () => void
}

export function InviteForm({ organisationId, authority, onMade, onCancel }: InviteFormProps) {
  const { t, i18n } = useTranslation()
  const [role, setRole] = useState<MemberRole>('member')
  const [email, setEmail] = useState('')
  const [language, setLanguage] = useState<Language>(Language.catch('zh-CN').parse(i18n.language))
  const [checked, setChecked] = useState(false)
  const isEmpty = email.trim() === ''
  const isRight = isEmpty || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim())
  return (
    <Card>
      <SendForm
        submitWords={t('organisations.invitations.create')}
        check={() => {
          setChecked(true)
          return isRight
        }}
        send={async () =>
          onMade(await inviteMember(organisationId, { role, ...(isEmpty ? {} : { email: email.trim(), language }) }))
        }
        onCancel={{ words: t('organisations.cancel'), act: onCancel }}
      >
        <NativeSelect
          label={t('organisations.invitations.role')}
          description={t(`organisations.roleWords.${role}`)}
          value={role}
          onChange={(event) => setRole(MemberRole.parse(event.currentTarget.value))}
          data={rolesToGive(authority)
            .toReversed()
            .map((value) => ({ value, label: t(`organisations.roles.${value}`) }))}
          autoFocus
        />
        <TextInput
          label={t('organisations.invitations.email')}
          description={t('organisations.invitations.emailHint')}
          type="email"
          autoComplete="off"
          value={email}
          error={checked && !isRight ? t('organisations.invitations.emailWrong') : null}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        {!isEmpty && (
          <NativeSelect
            label={t('organisations.invitations.language')}
            value={language}
            onChange={(event) => setLanguage(Language.parse(event.currentTarget.value))}
            data={[
              { value: 'zh-CN', label: '中文' },
              { value: 'en', label: 'English' },
            ]}
          />
        )}
      </SendForm>
    </Card>
  )
}
