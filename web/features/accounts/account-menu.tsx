import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { signOut } from '../../api.ts'
import { ButtonLink } from '../../ui/link.tsx'
import classes from './account-menu.module.css'
import { useSession, useSessionChange } from './session.ts'

export function AccountMenu() {
  const { t } = useTranslation()
  const session = useSession()
  const setSession = useSessionChange()
  const navigate = useNavigate()
  const [leaving, setLeaving] = useState(false)

  if (!session) {
    return (
      <div className={classes.entry}>
        <ButtonLink to="/sign-in" variant="subtle" size="sm">
          {t('accounts.signIn')}
        </ButtonLink>
        <ButtonLink to="/sign-up" variant="default" size="sm">
          {t('accounts.signUp')}
        </ButtonLink>
      </div>
    )
  }

  const leave = async () => {
    setLeaving(true)
    try {
      await signOut()
      await navigate({ to: '/' })
      setSession({ session: null })
    } finally {
      setLeaving(false)
    }
  }

  return (
    <div className={classes.entry}>
      <div className={classes.person}>
        <span className={classes.studio}>{session.organisation.name}</span>
        <span className={classes.name}>{session.person.name}</span>
      </div>
      <Button variant="default" size="sm" onClick={leave} loading={leaving}>
        {t('accounts.signOut')}
      </Button>
    </div>
  )
}
