import { Stack } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../../src/domains/accounts/contract.ts'
import { enterCase } from '../../api.ts'
import { Page } from '../../ui/page.tsx'
import { SendForm } from '../../ui/send-form.tsx'

/** Where the link of a mail leads. A person with an account may take part with it; nobody needs one. */
export function EnterPage({ session }: { session: SessionView | null }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [token] = useState(() => window.location.hash.slice(1))
  // The secret behind the # is taken out of the address at once, so that no history and no picture of the screen keeps it.
  useEffect(() => {
    if (window.location.hash !== '') window.history.replaceState(window.history.state, '', window.location.pathname)
  }, [])
  const enter = async (joins: boolean) => {
    const { caseId } = await enterCase(token, joins)
    await navigate({ to: '/mediation/$caseId', params: { caseId } })
  }
  const mayJoin = session !== null && ['studio', 'buyer'].includes(session.organisation.kind)
  return (
    <Page
      title={t('mediation.enter.title')}
      lead={token === '' ? t('mediation.enter.lost') : t('mediation.enter.words')}
      width="narrow"
    >
      {token !== '' && (
        <Stack>
          <SendForm submitWords={t('mediation.enter.go')} send={() => enter(false)}>
            {null}
          </SendForm>
          {mayJoin && (
            <SendForm
              submitWords={t('mediation.enter.join', { organisation: session.organisation.name })}
              send={() => enter(true)}
            >
              {null}
            </SendForm>
          )}
        </Stack>
      )}
    </Page>
  )
}
