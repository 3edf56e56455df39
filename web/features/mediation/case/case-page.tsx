import { Alert, Text, Title } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { CaseView } from '../../../../src/domains/mediation/contract.ts'
import { ApiProblem } from '../../../api.ts'
import { ButtonLink, TextLink } from '../../../ui/link.tsx'
import { Page } from '../../../ui/page.tsx'
import { ProblemNotice } from '../../../ui/problem.tsx'
import { StateMark, type StateTone } from '../../../ui/state-mark.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import { AgreementEditor } from '../agreement/agreement-editor.tsx'
import { AgreementText } from '../agreement/agreement-view.tsx'
import { useCase } from '../use-case.ts'
import classes from './case-page.module.css'
import { Documents, Notes, Proposals, Sessions } from './case-parts.tsx'
import { Clocks, Papers, People, Timeline } from './case-sides.tsx'
import { type Comparison, Evidence } from './evidence.tsx'
import { NextStep } from './next-step.tsx'

export const toneOf = (state: CaseView['state']): StateTone => {
  if (state === 'closed') return 'good'
  if (state === 'performing') return 'sealed'
  if (['not_accepted', 'refused', 'withdrawn', 'failed', 'breached'].includes(state)) return 'bad'
  return 'wait'
}

/** A case, as whoever looks may see it: what happened on the left, the matter in the middle, the people on the right. */
export function CasePage({ Comparison, isSignedIn }: { Comparison: Comparison; isSignedIn: boolean }) {
  const { t } = useTranslation()
  const { caseId } = useParams({ from: '/mediation/$caseId' })
  const { query, act, hasMoved } = useCase(caseId)
  const view = query.data
  if (query.isPending) {
    return (
      <Page title={t('mediation.title')}>
        <Waiting words={t('mediation.loading')} />
      </Page>
    )
  }
  if (!view) {
    const isStranger = query.error instanceof ApiProblem && query.error.status === 401
    return (
      <Page title={t('mediation.title')} width="narrow">
        {isStranger ? (
          <Text>{t('mediation.signIn')}</Text>
        ) : (
          <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
        )}
        {isStranger && (
          <ButtonLink to="/sign-in" search={{ next: `/mediation/${caseId}` }} mt="md">
            {t('accounts.signIn')}
          </ButtonLink>
        )}
      </Page>
    )
  }
  const isWriting =
    view.seat === 'mediator' && view.moves.includes('draft') && ['hearing', 'drafting'].includes(view.state)
  return (
    <Page
      title={view.title}
      width="wide"
      above={isSignedIn ? <TextLink to="/mediation">{t('mediation.title')}</TextLink> : undefined}
      lead={
        <span className={classes.lead}>
          <StateMark tone={toneOf(view.state)}>{t(`mediation.state.${view.state}`)}</StateMark>
          <span className="numbers">{view.number}</span>
          <span>{t(`mediation.seat.${view.seat}`)}</span>
        </span>
      }
    >
      <div className={classes.columns}>
        <aside className={classes.side}>
          <Timeline view={view} />
        </aside>
        <div className={classes.main}>
          {hasMoved && (
            <Alert role="alert" color="yellow" variant="outline">
              {t('mediation.moved')}
            </Alert>
          )}
          <NextStep view={view} act={act} />
          <Matter view={view} />
          <Evidence view={view} act={act} Comparison={Comparison} />
          <Proposals view={view} act={act} />
          {isWriting ? (
            <AgreementEditor key={view.agreement?.version ?? 0} view={view} act={act} />
          ) : (
            <AgreementText view={view} />
          )}
          <Sessions view={view} />
          <Documents view={view} />
          {view.seat === 'mediator' && <Notes caseId={view.id} />}
        </div>
        <aside className={classes.side}>
          <Clocks view={view} />
          <People view={view} />
          <Papers view={view} />
        </aside>
      </div>
    </Page>
  )
}

function Matter({ view }: { view: CaseView }) {
  const { t } = useTranslation()
  return (
    <section aria-labelledby="matter">
      <Title order={2} size="h4" id="matter" mb="xs">
        {t('mediation.facts')}
      </Title>
      <p className={classes.words}>{view.facts}</p>
      <Title order={3} size="h5" mt="md" mb="xs">
        {t('mediation.claim')}
      </Title>
      <p className={classes.words}>{view.claims}</p>
      {view.registrationNumber && (
        <Text mt="sm">
          {t('mediation.work')}{' '}
          <TextLink to="/registry/$number" params={{ number: view.registrationNumber }} className="numbers">
            {view.registrationNumber}
          </TextLink>
        </Text>
      )}
    </section>
  )
}
