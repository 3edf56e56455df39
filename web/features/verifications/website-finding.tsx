import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { WebsiteFinding } from '../../../src/domains/verifications/contract.ts'

export function WebsiteFindingWords({ finding }: { finding: WebsiteFinding | null }) {
  const { t } = useTranslation()
  if (finding === null) return <Text c="dimmed">{t('verifications.proof.notChecked')}</Text>
  const isProven = finding === 'confirmed'
  return (
    <Text c={isProven ? 'var(--good)' : 'var(--wait)'} fw={isProven ? 600 : 400}>
      {t(`verifications.proof.finding.${finding}`)}
    </Text>
  )
}
