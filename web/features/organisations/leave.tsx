import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { OrganisationInSession } from '../../../src/domains/accounts/contract.ts'
import { leaveOrganisation, listMembers } from '../../api.ts'
import { ReadBack } from '../../ui/read-back.tsx'
import { membersKey } from './use-organisation.ts'

/** The only owner cannot go: that is told at once, not after a refusal. */
export function Leave({ organisation, onLeft }: { organisation: OrganisationInSession; onLeft: () => void }) {
  const { t } = useTranslation()
  const { data } = useQuery({
    queryKey: membersKey(organisation.id),
    queryFn: () => listMembers(organisation.id),
  })
  if (!data) return null
  const owners = data.members.filter(({ role }) => role === 'owner').length
  if (organisation.role === 'owner' && owners === 1) {
    return (
      <Text size="sm" c="dimmed">
        {t('organisations.members.lastOwner')}
      </Text>
    )
  }
  return (
    <ReadBack
      ask={t('organisations.members.leave')}
      effect={t('organisations.members.leaveEffect', { organisation: organisation.name })}
      yes={t('organisations.members.leaveYes')}
      onYes={async () => {
        await leaveOrganisation(organisation.id)
        onLeft()
      }}
    />
  )
}
