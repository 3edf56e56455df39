import { Anchor, Button, Code, Group, Text, Title } from '@mantine/core'
import '@mantine/core/styles/Code.layer.css'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { CertificateView, WorkCertificates } from '../../../src/domains/evidence/certificates/contract.ts'
import { certificateCredentialUrl, certificatePdfUrl, getWorkCertificates, requestCertificate } from '../../api.ts'
import { Card } from '../../ui/card.tsx'
import { TextLink } from '../../ui/link.tsx'
import { ProblemNotice } from '../../ui/problem.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { When } from '../../ui/when.tsx'
import classes from './certificate-card.module.css'

/** How often to look again while the certificate is being made. */
const againMs = 1500

/** A work's certificate: to take away and to check, or why there is none yet. */
export function CertificateCard({ workId }: { workId: string }) {
  const { t } = useTranslation()
  const queryKey = ['certificates', workId]
  const { data } = useQuery({
    queryKey,
    queryFn: () => getWorkCertificates(workId),
    refetchInterval: ({ state }) =>
      state.data && ['waiting', 'elsewhere'].includes(state.data.state) ? againMs : false,
  })
  // Where it cannot be told, nothing is said of it: the page is about the work.
  if (!data) return null
  const [newest] = data.items
  const current = newest && newest.version === data.version ? newest : null
  const former = data.items.filter((one) => one !== current)
  return (
    <section aria-labelledby="certificate-card" aria-live="polite" className={classes.section}>
      <Title order={2} size="h4" id="certificate-card" mb="xs">
        {t('certificate.title')}
      </Title>
      <Card tone="warm">{current ? <Issued one={current} /> : <NotIssued workId={workId} data={data} />}</Card>
      {former.length > 0 && (
        <details className={classes.former}>
          <summary>{t('certificate.former')}</summary>
          <ul>
            {former.map(({ number }) => (
              <li key={number}>
                <TextLink to="/certificates/$number" params={{ number }} className="numbers">
                  {number}
                </TextLink>
                {' · '}
                <Anchor href={certificatePdfUrl(number)} download>
                  PDF
                </Anchor>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

function Issued({ one }: { one: CertificateView }) {
  const { t } = useTranslation()
  const { number, level, state } = one
  return (
    <>
      <p className={classes.number}>
        <TextLink to="/certificates/$number" params={{ number }} className="numbers">
          {number}
        </TextLink>{' '}
        {state === 'revoked' && <StateMark tone="bad">{t('certificate.states.revoked')}</StateMark>}
      </p>
      <Text size="sm">
        {level} · {t(`certificate.levels.${level}`)}
      </Text>
      <Text size="sm" c="dimmed">
        {t('certificate.issuedAt')}
        {t('colon')}
        <When at={one.issuedAt} precision="second" />
      </Text>
      <Text size="sm" c="dimmed" mb="sm">
        {t('certificate.timestamp')}
        {t('colon')}
        {t(`certificate.timestamps.${one.timestamp}`)}
      </Text>
      <Group gap="sm" mb="md">
        <Button component="a" href={certificatePdfUrl(number)} download>
          {t('certificate.download')}
        </Button>
        <Anchor href={certificateCredentialUrl(number)} download size="sm">
          {t('certificate.credential')}
        </Anchor>
      </Group>
      <Text size="sm" fw={600}>
        {t('certificate.checkTitle')}
      </Text>
      <Text size="sm" c="dimmed" mb={6}>
        {t('certificate.checkWords')}
      </Text>
      <p className={classes.verify}>
        <TextLink to="/verify">{t('checkYourself.documents')}</TextLink>
      </p>
      <Code
        block
        className={classes.lines}
      >{`pdfsig ${number}.pdf\npdfdetach -saveall ${number}.pdf\nqianyin verify ${number}.pdf`}</Code>
    </>
  )
}

function NotIssued({ workId, data }: { workId: string; data: WorkCertificates }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const ask = useMutation({
    mutationFn: () => requestCertificate(workId),
    onSuccess: (answer) => queryClient.setQueryData(['certificates', workId], answer),
  })
  const { state, obstacle } = data
  const words = () => {
    if (state === 'waiting') return t('certificate.waiting')
    if (state === 'elsewhere') return t('certificate.elsewhere')
    if (state === 'failed') return t('certificate.failed')
    if (obstacle?.code === 'glyph_missing') {
      const { character = '', codePoint = '' } = obstacle.details
      return t('certificate.glyphMissing', { character: String(character), codePoint: String(codePoint) })
    }
    if (obstacle?.code === 'prior_unanswered') return t('certificate.priorUnanswered')
    if (obstacle?.code === 'log_entry_not_found') return t('certificate.notInLog')
    return t(state === 'hindered' ? 'certificate.hindered' : 'certificate.none')
  }
  return (
    <>
      <Text>{words()}</Text>
      {(state === 'none' || state === 'failed') && (
        <Button mt="sm" variant="default" onClick={() => ask.mutate()} loading={ask.isPending}>
          {t('certificate.request')}
        </Button>
      )}
      {ask.isError && <ProblemNotice error={ask.error} />}
    </>
  )
}
