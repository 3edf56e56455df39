import { useTranslation } from 'react-i18next'
import { ButtonLink } from '../../../ui/link.tsx'
import { Page } from '../../../ui/page.tsx'

export function ErasedPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('accounts.me.erase.gone')} lead={t('accounts.me.erase.goneWords')} width="narrow">
      <ButtonLink to="/" variant="default">
        {t('accounts.toFrontPage')}
      </ButtonLink>
    </Page>
  )
}
