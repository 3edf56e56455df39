import { Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FoundableKind } from '../../../../src/domains/accounts/contract.ts'
import { confirmSignUp, previewInvitation } from '../../../api.ts'
import { languages } from '../../../i18n/language.ts'
import { Card } from '../../../ui/card.tsx'
import { ButtonLink } from '../../../ui/link.tsx'
import { Page } from '../../../ui/page.tsx'
import { useProblemWords } from '../../../ui/problem.tsx'
import { SendForm } from '../../../ui/send-form.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import { isLongEnough, PasswordField } from '../fields.tsx'
import { forgetInvitation, keptInvitation, useLinkToken } from '../link-token.ts'
import { homePath, useSessionChange } from '../session.ts'
import { InvitedTo } from './invited-to.tsx'
import { LinkLostPage } from './link-lost-page.tsx'
import { linkRefused } from './link-refused.tsx'
import { OrganisationFields } from './organisation-fields.tsx'

/** Who somebody is, asked once the mailbox is proven. Whoever was invited joins; everybody else founds. */
export function ConfirmSignUpPage() {
  const { t, i18n } = useTranslation()
  const { wordsForCode } = useProblemWords()
  const router = useRouter()
  const setSession = useSessionChange()
  const { token, forget } = useLinkToken('sign-up')
  const [invitationToken] = useState(keptInvitation)
  const invitation = useQuery({
    queryKey: ['invitation', invitationToken],
    queryFn: () => previewInvitation(invitationToken ?? ''),
    enabled: invitationToken !== null,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })

  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [kind, setKind] = useState<FoundableKind | null>(null)
  const [organisationName, setOrganisationName] = useState('')
  const [chosenCountry, setCountry] = useState<string | null>(null)
  const [checked, setChecked] = useState(false)
  const country = chosenCountry ?? (kind === 'studio' && i18n.language === 'zh-CN' ? 'CN' : null)

  const missing = t('accounts.required')
  const founding = {
    kind: kind === null ? t('accounts.confirm.kindMissing') : null,
    organisationName: organisationName.trim() === '' ? missing : null,
    country: country === null ? t('accounts.confirm.countryMissing') : null,
  }
  const faults = {
    name: name.trim() === '' ? missing : null,
    password: isLongEnough(password) ? null : t('accounts.passwordShort'),
  }
  const isInvited = invitation.isSuccess
  const isWhole = () =>
    [...Object.values(faults), ...(isInvited ? [] : Object.values(founding))].every((fault) => fault === null)

  if (!token) {
    return (
      <LinkLostPage>
        <ButtonLink to="/sign-up">{t('accounts.confirm.newLink')}</ButtonLink>
      </LinkLostPage>
    )
  }

  const send = async () => {
    const place = isInvited
      ? { invitationToken: invitationToken ?? '' }
      : { organisation: { kind: kind ?? 'studio', name: organisationName.trim(), country: country ?? '' } }
    const language = languages.find((known) => known === i18n.language)
    const answer = await confirmSignUp({
      token,
      name: name.trim(),
      password,
      ...(language ? { language } : {}),
      ...place,
    })
    forget()
    forgetInvitation()
    setSession(answer)
    router.history.push(answer.session ? homePath(answer.session) : '/')
  }

  return (
    <Page title={t('accounts.confirm.title')} lead={t('accounts.confirm.lead')} width="narrow">
      {invitation.isLoading ? (
        <Waiting words={t('accounts.me.loading')} />
      ) : (
        <Card>
          <SendForm
            submitWords={t('accounts.confirm.submit')}
            check={() => {
              setChecked(true)
              return isWhole()
            }}
            send={send}
            atFields={['password_weak']}
            notice={(problem) => linkRefused(problem, '/sign-up', t('accounts.confirm.newLink'))}
          >
            {(code) => (
              <>
                {isInvited && <InvitedTo invitation={invitation.data} />}
                {invitation.isError && <Text c="dimmed">{t('accounts.confirm.invitationGone')}</Text>}
                <TextInput
                  label={t('accounts.name')}
                  name="name"
                  autoComplete="name"
                  value={name}
                  error={checked && faults.name}
                  onChange={(event) => setName(event.currentTarget.value)}
                />
                {!isInvited && (
                  <OrganisationFields
                    kind={kind}
                    name={organisationName}
                    country={country}
                    faults={checked ? founding : null}
                    onKind={setKind}
                    onName={setOrganisationName}
                    onCountry={setCountry}
                  />
                )}
                <PasswordField
                  isNew
                  value={password}
                  onChange={setPassword}
                  error={(checked && faults.password) || (code === 'password_weak' && wordsForCode(code))}
                />
              </>
            )}
          </SendForm>
        </Card>
      )}
    </Page>
  )
}
