import { NativeSelect, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { MemberRole, type MemberView } from '../../../src/domains/accounts/contract.ts'
import { changeMember, handOverOwnership, listMembers, removeMember } from '../../api.ts'
import { ProblemNotice } from '../../ui/problem.tsx'
import { ReadBack } from '../../ui/read-back.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { When } from '../../ui/when.tsx'
import classes from './members.module.css'
import { Part } from './part.tsx'
import { mayChange, rolesToGive } from './roles.ts'
import { membersKey, organisationKey } from './use-organisation.ts'

interface MembersProps {
  organisationId: string
  ownPersonId: string
  /** The role with which one acts on the members; null only looks. */
  authority: MemberRole | null
  mayHandOver?: boolean
  /** After ownership was handed over: what one may do has changed. */
  onHandedOver?: () => void
}

export function Members({ organisationId, ownPersonId, authority, mayHandOver = false, onHandedOver }: MembersProps) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const members = useQuery({ queryKey: membersKey(organisationId), queryFn: () => listMembers(organisationId) })
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: membersKey(organisationId) }),
      queryClient.invalidateQueries({ queryKey: organisationKey(organisationId) }),
    ])
  const change = useMutation({
    mutationFn: ({ personId, role }: { personId: string; role: MemberRole }) =>
      changeMember(organisationId, personId, role),
    onSettled: refresh,
  })

  return (
    <Part id="members" title={t('organisations.members.title')}>
      {members.isPending && <Waiting words={t('organisations.members.loading')} />}
      {members.isError && <ProblemNotice error={members.error} onRetry={() => void members.refetch()} />}
      <Text role="status" size="sm" c="var(--good)">
        {change.isSuccess
          ? t('organisations.members.roleChanged', {
              name: change.data.name,
              role: t(`organisations.roles.${change.data.role}`),
            })
          : ''}
      </Text>
      {change.isError && <ProblemNotice error={change.error} />}
      <ul className={classes.list}>
        {members.data?.members.map((member) => (
          <li key={member.personId} className={classes.row}>
            <MemberFacts member={member} isSelf={member.personId === ownPersonId} />
            {authority !== null && member.personId !== ownPersonId && mayChange(authority, member.role) ? (
              <>
                <NativeSelect
                  size="sm"
                  className={classes.role}
                  aria-label={t('organisations.members.role', { name: member.name })}
                  value={member.role}
                  disabled={change.isPending}
                  onChange={(event) =>
                    change.mutate({ personId: member.personId, role: MemberRole.parse(event.currentTarget.value) })
                  }
                  data={rolesToGive(authority).map((value) => ({ value, label: t(`organisations.roles.${value}`) }))}
                />
                {mayHandOver && (
                  <ReadBack
                    ask={t('organisations.members.handOver')}
                    about={member.name}
                    effect={t('organisations.members.handOverEffect', { name: member.name })}
                    yes={t('organisations.members.handOverYes', { name: member.name })}
                    onYes={async () => {
                      await handOverOwnership(organisationId, member.personId)
                      onHandedOver?.()
                      await refresh()
                    }}
                  />
                )}
                <ReadBack
                  ask={t('organisations.members.remove')}
                  about={member.name}
                  effect={t('organisations.members.removeEffect', { name: member.name })}
                  yes={t('organisations.members.removeYes')}
                  onYes={async () => {
                    await removeMember(organisationId, member.personId)
                    await refresh()
                  }}
                />
              </>
            ) : (
              <span className={classes.role}>{t(`organisations.roles.${member.role}`)}</span>
            )}
          </li>
        ))}
      </ul>
    </Part>
  )
}

function MemberFacts({ member, isSelf }: { member: MemberView; isSelf: boolean }) {
  const { t } = useTranslation()
  return (
    <div className={classes.facts}>
      <span className={classes.name}>
        {member.name}
        {isSelf && <Text span c="dimmed" fw={400}>{` (${t('organisations.members.you')})`}</Text>}
      </span>
      <span className={classes.small}>{member.email}</span>
      <span className={classes.marks}>
        <StateMark tone={member.holdsSecondFactor ? 'good' : 'plain'}>
          {t(member.holdsSecondFactor ? 'organisations.members.holdsFactor' : 'organisations.members.noFactor')}
        </StateMark>
        <span className={classes.small}>
          {t('organisations.members.joined')} <When at={member.joinedAt} precision="day" />
        </span>
      </span>
    </div>
  )
}
