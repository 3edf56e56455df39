import { Button, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { InvitationView, MemberRole } from '../../../src/domains/accounts/contract.ts'
import { listInvitations, withdrawInvitation } from '../../api.ts'
import { ProblemNotice } from '../../ui/problem.tsx'
import { ReadBack } from '../../ui/read-back.tsx'
import { ShownOnce } from '../../ui/shown-once.tsx'
import { StateMark, type StateTone } from '../../ui/state-mark.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { When } from '../../ui/when.tsx'
import { type Invited, InviteForm } from './invite-form.tsx'
import classes from './members.module.css'
import { Part } from './part.tsx'
import { invitationsKey } from './use-organisation.ts'

const tones: Record<InvitationView['state'], StateTone> = {
  open: 'wait',
  accepted: 'good',
  withdrawn: 'plain',
  expired: 'plain',
}

interface InvitationsProps {
  organisationId: string
  /** As what one invites; null only reads. */
  authority: MemberRole | null
}

export function Invitations({ organisationId, authority }: InvitationsProps) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const [inviting, setInviting] = useState(false)
  const [made, setMade] = useState<Invited | null>(null)
  const answer = useQuery({ queryKey: invitationsKey(organisationId), queryFn: () => listInvitations(organisationId) })
  const refresh = () => queryClient.invalidateQueries({ queryKey: invitationsKey(organisationId) })
  const invitations = answer.data?.invitations ?? []

  return (
    <Part id="invitations" title={t('organisations.invitations.title')}>
      <Text c="dimmed" mb="md">
        {t('organisations.invitations.words')}
      </Text>
      {made && (
        <ShownOnce
          title={t('organisations.invitations.linkTitle')}
          words={
            <>
              {t('organisations.invitations.linkWords')}
              <When at={made.invitation.expiresAt} />
              {t('stop')}
              {made.invitation.email && <> {t('organisations.invitations.mailed', { email: made.invitation.email })}</>}
            </>
          }
          secret={made.link}
          what={t('organisations.invitations.link')}
        />
      )}
      {authority !== null && inviting && (
        <InviteForm
          organisationId={organisationId}
          authority={authority}
          onMade={(invited) => {
            setMade(invited)
            setInviting(false)
            void refresh()
          }}
          onCancel={() => setInviting(false)}
        />
      )}
      {authority !== null && !inviting && (
        <Button
          mt={made ? 'md' : 0}
          variant={made ? 'default' : 'filled'}
          onClick={() => {
            setMade(null)
            setInviting(true)
          }}
        >
          {t('organisations.invitations.invite')}
        </Button>
      )}
      {answer.isPending && <Waiting words={t('organisations.invitations.loading')} />}
      {answer.isError && <ProblemNotice error={answer.error} onRetry={() => void answer.refetch()} />}
      {answer.isSuccess && invitations.length === 0 && (
        <Text c="dimmed" mt="md">
          {t('organisations.invitations.none')}
        </Text>
      )}
      <ul className={classes.list}>
        {invitations.map((invitation) => (
          <li key={invitation.id} className={classes.row}>
            <InvitationFacts invitation={invitation} />
            <StateMark tone={tones[invitation.state]}>
              {t(`organisations.invitations.state.${invitation.state}`)}
            </StateMark>
            {authority !== null && invitation.state === 'open' && (
              <ReadBack
                ask={t('organisations.invitations.withdraw')}
                about={invitation.email ?? t('organisations.invitations.anybody')}
                effect={t('organisations.invitations.withdrawEffect')}
                yes={t('organisations.invitations.withdrawYes')}
                onYes={async () => {
                  await withdrawInvitation(organisationId, invitation.id)
                  if (made?.invitation.id === invitation.id) setMade(null)
                  await refresh()
                }}
              />
            )}
          </li>
        ))}
      </ul>
    </Part>
  )
}

function InvitationFacts({ invitation }: { invitation: InvitationView }) {
  const { t } = useTranslation()
  return (
    <div className={classes.facts}>
      <span className={classes.name}>
        {invitation.email ?? t('organisations.invitations.anybody')} · {t(`organisations.roles.${invitation.role}`)}
      </span>
      <span className={classes.small}>
        {invitation.invitedBy && <>{t('organisations.invitations.by', { name: invitation.invitedBy })} · </>}
        {t('organisations.invitations.expires')} <When at={invitation.expiresAt} />
      </span>
    </div>
  )
}
