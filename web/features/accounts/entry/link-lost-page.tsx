import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Page } from '../../../ui/page.tsx'

/** For whoever comes to a link's page without the link. */
export function LinkLostPage({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <Page title={t('accounts.linkLost')} width="narrow">
      <Text mb="lg">{t('accounts.linkLostWords')}</Text>
      {children}
    </Page>
  )
}
