import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../../../src/domains/accounts/contract.ts'
import { TextLink } from '../../../ui/link.tsx'
import { Page } from '../../../ui/page.tsx'
import { Examination } from './examination.tsx'

/** One request of the desk on a page of its own. */
export function RequestPage({ session }: { session: SessionView }) {
  const { t } = useTranslation()
  const { id } = useParams({ from: '/inside/verifications/$id' })
  return (
    <Page
      title={t('desk.title')}
      hiddenTitle
      above={<TextLink to="/verifications/desk">{t('desk.back')}</TextLink>}
      width="wide"
    >
      <Examination id={id} session={session} />
    </Page>
  )
}
