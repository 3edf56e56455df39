import { Alert, Text, Title } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../../../src/domains/accounts/contract.ts'
import type { VerificationView } from '../../../../src/domains/verifications/contract.ts'
import { getVerification } from '../../../api.ts'
import { useFormats } from '../../../i18n/formats.ts'
import { CopyButton } from '../../../ui/copy-button.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { ProblemNotice } from '../../../ui/problem.tsx'
import { StateMark } from '../../../ui/state-mark.tsx'
import { ExplainedVerificationMark, VerificationMark } from '../../../ui/verification-mark.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import { When } from '../../../ui/when.tsx'
import { Papers } from '../papers.tsx'
import { stateTones } from '../requests.ts'
import { WebsiteFindingWords } from '../website-finding.tsx'
import { DecisionForm } from './decision-form.tsx'
import classes from './examination.module.css'
import { deskKey, oneRequestKey, requestsKey } from './use-desk.ts'

interface ExaminationProps {
  id: string
  session: SessionView
  onDecided?: (view: VerificationView) => void
}

/** A request beside its papers, and the decision. */
export function Examination({ id, session, onDecided }: ExaminationProps) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const { data, error, refetch } = useQuery({ queryKey: oneRequestKey(id), queryFn: () => getVerification(id) })
  if (!data) {
    return error ? (
      <ProblemNotice error={error} onRetry={() => void refetch()} />
    ) : (
      <Waiting words={t('desk.loading')} />
    )
  }
  const isOwn = data.organisation.id === session.organisation.id
  const keep = (decided: VerificationView) => {
    // Others with the same number name this one's state.
    void queryClient.invalidateQueries({ queryKey: requestsKey })
    queryClient.setQueryData(oneRequestKey(id), decided)
    void queryClient.invalidateQueries({ queryKey: deskKey })
    onDecided?.(decided)
  }
  return (
    <article aria-labelledby="examined">
      <Title order={2} size="h3" id="examined">
        {data.organisation.name}
      </Title>
      <p className={classes.marks}>
        <StateMark tone={stateTones[data.state]}>{t(`verifications.state.${data.state}`)}</StateMark>
        <Text span size="sm" c="dimmed">
          {t('verifications.askedAt')} <When at={data.createdAt} />
        </Text>
      </p>
      {data.sameNumber.length > 0 && <SameNumbers view={data} />}
      <div className={classes.columns}>
        <section aria-label={t('verifications.papers')}>
          <Papers requestId={data.id} papers={data.papers} size="large" />
        </section>
        <div>
          <RequestFacts view={data} />
          {data.state === 'waiting' && (
            <section aria-label={t('desk.decide')} className={classes.decision}>
              {isOwn ? (
                <Text>{t('desk.ownPapers')}</Text>
              ) : session.actions.includes('verification.decide') ? (
                <DecisionForm id={data.id} onDecided={keep} />
              ) : (
                <Text c="dimmed">{t('desk.mayNot')}</Text>
              )}
            </section>
          )}
        </div>
      </div>
    </article>
  )
}

function SameNumbers({ view }: { view: VerificationView }) {
  const { t } = useTranslation()
  return (
    <Alert
      color="seal"
      variant="outline"
      icon={<IconAlertTriangle aria-hidden />}
      title={t('desk.sameTitle')}
      mb="md"
      className={classes.warning ?? ''}
    >
      <ul className={classes.same}>
        {view.sameNumber.map(({ organisationId, name, state }) => (
          <li key={`${organisationId}-${state}`}>
            {name} · {t(`verifications.state.${state}`)} · <span className="mono">{organisationId}</span>
          </li>
        ))}
      </ul>
      <Text size="sm">{t('desk.sameWords')}</Text>
    </Alert>
  )
}

function RequestFacts({ view }: { view: VerificationView }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const isChinese = view.kind === 'business_licence'
  return (
    <Facts
      items={[
        { name: t('desk.organisation'), value: t(`organisations.kinds.${view.organisation.kind}`) },
        { name: t('desk.now'), value: <ExplainedVerificationMark level={view.organisation.verification} /> },
        { name: t('verifications.legalName'), value: view.legalName },
        { name: t('verifications.country'), value: formats.countryName(view.country) },
        {
          name: t(isChinese ? 'verifications.form.creditCode' : 'verifications.number'),
          value: (
            <>
              <span className="mono">{view.registrationNumber}</span>{' '}
              <CopyButton text={view.registrationNumber} what={t('verifications.number')} />
              {isChinese && (
                <span className={classes.right}>
                  <IconCircleCheck size={16} aria-hidden /> {t('desk.codeRight')}
                </span>
              )}
            </>
          ),
        },
        {
          name: t('verifications.website'),
          value: view.website ? (
            <>
              <a href={view.website} target="_blank" rel="noreferrer" className={classes.site}>
                {view.website} {t('desk.newWindow')}
              </a>
              <WebsiteFindingWords finding={view.websiteFinding} />
            </>
          ) : (
            t('desk.websiteNone')
          ),
        },
        { name: t('verifications.given'), value: view.level && <VerificationMark level={view.level} /> },
        {
          name: t('verifications.officerWords'),
          value: view.reason && <span className={classes.lines}>{view.reason}</span>,
        },
        { name: t('verifications.decidedAt'), value: view.decidedAt && <When at={view.decidedAt} /> },
      ]}
    />
  )
}
