import { Outlet, useLocation } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Card } from '../../../ui/card.tsx'
import { ButtonLink, PlainLink } from '../../../ui/link.tsx'
import { Page } from '../../../ui/page.tsx'
import { needsSecondFactor, useSession } from '../session.ts'
import classes from './me.module.css'

export function MeLayout() {
  const { t } = useTranslation()
  const session = useSession()
  const isAtSecurity = useLocation({ select: ({ pathname }) => pathname.startsWith('/me/security') })
  return (
    <Page title={t('accounts.me.title')} width="narrow">
      {session && needsSecondFactor(session) && (
        <div className={classes.notice}>
          <Card tone="warm">
            <strong>{t('accounts.me.needTitle')}</strong>
            <p className={classes.words}>
              {session.holdsSecondFactor ? t('accounts.me.needAgain') : t('accounts.me.needWords')}
            </p>
            {!session.holdsSecondFactor && !isAtSecurity && (
              <ButtonLink to="/me/security" size="sm">
                {t('accounts.me.needAction')}
              </ButtonLink>
            )}
          </Card>
        </div>
      )}
      <nav aria-label={t('accounts.me.tabs')} className={classes.tabs}>
        <PlainLink to="/me" activeOptions={{ exact: true }} activeProps={{ 'aria-current': 'page' }}>
          {t('accounts.menu.profile')}
        </PlainLink>
        <PlainLink to="/me/security" activeProps={{ 'aria-current': 'page' }}>
          {t('accounts.menu.security')}
        </PlainLink>
      </nav>
      <Outlet />
    </Page>
  )
}
