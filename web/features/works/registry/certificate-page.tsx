import { Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { CertificateStatus } from '../../../../src/domains/evidence/certificates/contract.ts'
import { ApiProblem, getCertificateStatus } from '../../../api.ts'
import { Card } from '../../../ui/card.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { HashLine } from '../../../ui/hash-line.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { Page } from '../../../ui/page.tsx'
import { ProblemNotice } from '../../../ui/problem.tsx'
import { StateMark } from '../../../ui/state-mark.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import { When } from '../../../ui/when.tsx'

/** Where the QR code of a certificate leads: whether it stands, for anyone. */
export function CertificatePage() {
  const { t } = useTranslation()
  const { number } = useParams({ from: '/certificates/$number' })
  const { data, error, refetch } = useQuery({
    queryKey: ['certificate', number],
    queryFn: () => getCertificateStatus(number),
    retry: false,
  })
  const isUnknown = error instanceof ApiProblem && error.status === 404
  return (
    <Page title={t('certificate.pageTitle')} lead={t('certificate.pageWords')} width="narrow">
      {data ? (
        <Status one={data} />
      ) : isUnknown ? (
        <Card>
          <Text fw={600}>{t('certificate.unknown')}</Text>
          <Text>{t('certificate.unknownWords')}</Text>
        </Card>
      ) : error ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <Waiting words={t('certificate.loading')} />
      )}
    </Page>
  )
}

function Status({ one }: { one: CertificateStatus }) {
  const { t } = useTranslation()
  const { revocation, successor } = one
  return (
    <>
      <Card tone={revocation ? 'warm' : 'plain'}>
        <StateMark tone={revocation ? 'bad' : 'good'}>{t(`certificate.states.${one.state}`)}</StateMark>
        <Title order={2} size="h3" mt="xs" mb="sm" style={{ overflowWrap: 'anywhere' }}>
          {one.title}
        </Title>
        {revocation && (
          <Text mb="sm">
            {t('certificate.revokedAt')} <When at={revocation.at} /> · {t(`certificate.reasons.${revocation.reason}`)}。
            {t('certificate.revokedWords')}
          </Text>
        )}
        <Facts
          items={[
            { name: t('certificate.number'), value: <span className="numbers">{one.number}</span> },
            {
              name: t('certificate.registration'),
              value: (
                <TextLink to="/registry/$number" params={{ number: one.registrationNumber }} className="numbers">
                  {one.registrationNumber}
                </TextLink>
              ),
            },
            { name: t('certificate.issuedAt'), value: <When at={one.issuedAt} precision="second" /> },
            { name: t('certificate.level'), value: `${one.level} · ${t(`certificate.levels.${one.level}`)}` },
            { name: t('certificate.timestamp'), value: t(`certificate.timestamps.${one.timestamp}`) },
            { name: t('certificate.seal'), value: t(`certificate.sealKinds.${one.seal.kind}`) },
            {
              name: t('certificate.successor'),
              value: successor && (
                <TextLink to="/certificates/$number" params={{ number: successor }} className="numbers">
                  {successor}
                </TextLink>
              ),
            },
          ]}
        />
        <HashLine name={t('certificate.fingerprint')} value={one.sha256} />
      </Card>
      <Text size="sm" c="dimmed" mt="md">
        {t('certificate.notRegistration')}
      </Text>
    </>
  )
}
