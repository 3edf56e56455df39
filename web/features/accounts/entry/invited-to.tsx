import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { InvitationPreview } from '../../../../src/domains/accounts/contract.ts'
import { Card } from '../../../ui/card.tsx'
import { VerificationMark } from '../../../ui/verification-mark.tsx'

export function InvitedTo({ invitation: { organisation, role, invitedBy } }: { invitation: InvitationPreview }) {
  const { t } = useTranslation()
  const roleName = t(`organisations.roles.${role}`)
  return (
    <Card tone="warm">
      <Text fw={600}>{t('accounts.confirm.invitedTitle', { organisation: organisation.name })}</Text>
      <Text c="dimmed" mb={6}>
        {invitedBy
          ? t('accounts.confirm.invitedBy', { name: invitedBy, role: roleName })
          : t('accounts.confirm.invited', { role: roleName })}
      </Text>
      <VerificationMark level={organisation.verification} />
    </Card>
  )
}
