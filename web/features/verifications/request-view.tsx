import { Group, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { VerificationListItem } from '../../../src/domains/verifications/contract.ts'
import { withdrawVerification } from '../../api.ts'
import { useFormats } from '../../i18n/formats.ts'
import { Card } from '../../ui/card.tsx'
import { Facts } from '../../ui/facts.tsx'
import { ReadBack } from '../../ui/read-back.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { VerificationMark } from '../../ui/verification-mark.tsx'
import { When } from '../../ui/when.tsx'
import { Papers } from './papers.tsx'
import classes from './request-view.module.css'
import { ownRequestsKey, stateTones } from './requests.ts'
import { WebsiteProof } from './website-proof.tsx'

interface RequestViewProps {
  request: VerificationListItem
  mayChange: boolean
  isPast?: boolean
}

/** One's own request, with what the officer says of it. */
export function RequestView({ request, mayChange, isPast = false }: RequestViewProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const queryClient = useQueryClient()
  const isWaiting = request.state === 'waiting'
  return (
    <div className={classes.request}>
      <Card>
        <Group gap="sm" mb="xs">
          <StateMark tone={stateTones[request.state]}>{t(`verifications.state.${request.state}`)}</StateMark>
          <Text size="sm" c="dimmed">
            {t('verifications.askedAt')} <When at={request.createdAt} />
          </Text>
        </Group>
        {isWaiting && <Text mb="sm">{t('verifications.waitingWords')}</Text>}
        {request.reason && (
          <div className={classes.reason} data-refused={request.state === 'refused' || undefined}>
            <Text fw={600} size="sm">
              {t('verifications.officerWords')}
              {request.decidedAt && (
                <Text span c="dimmed" fw={400}>
                  {' · '}
                  <When at={request.decidedAt} />
                </Text>
              )}
            </Text>
            <Text className={classes.lines}>{request.reason}</Text>
          </div>
        )}
        <Facts
          items={[
            { name: t('verifications.given'), value: request.level && <VerificationMark level={request.level} /> },
            { name: t('verifications.legalName'), value: request.legalName },
            { name: t('verifications.country'), value: formats.countryName(request.country) },
            { name: t('verifications.number'), value: <span className="mono">{request.registrationNumber}</span> },
            { name: t('verifications.website'), value: request.website },
            {
              name: t('verifications.papers'),
              value: isPast ? null : <Papers requestId={request.id} papers={request.papers} size="small" />,
            },
          ]}
        />
        {isWaiting && mayChange && (
          <ReadBack
            ask={t('verifications.withdraw')}
            effect={t('verifications.withdrawEffect')}
            yes={t('verifications.withdrawYes')}
            onYes={async () => {
              await withdrawVerification(request.id)
              await queryClient.invalidateQueries({ queryKey: ownRequestsKey })
            }}
          />
        )}
      </Card>
      {isWaiting && request.website && request.websiteCode && (
        <WebsiteProof request={request} website={request.website} code={request.websiteCode} mayCheck={mayChange} />
      )}
    </div>
  )
}
