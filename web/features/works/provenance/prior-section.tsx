import { Button, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { PriorFinding, PriorRegistration } from '../../../../src/domains/provenance/contract.ts'
import type { WorkVersionView } from '../../../../src/domains/works/contract.ts'
import { createCheck, getPriorSearch } from '../../../api.ts'
import { timecode, useFormats } from '../../../i18n/formats.ts'
import { Card } from '../../../ui/card.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { ProblemNotice } from '../../../ui/problem.tsx'
import { StateMark } from '../../../ui/state-mark.tsx'
import { When } from '../../../ui/when.tsx'
import { PriorAnswerForm } from './prior-answer-form.tsx'
import classes from './prior-section.module.css'

const againMs = 2000
const shownMax = 3

interface PriorSectionProps {
  workId: string
  version: WorkVersionView
  mayAnswer: boolean
}

/** What was registered before this work and shows the same: told to the registrant, who says why. */
export function PriorSection({ workId, version, mayAnswer }: PriorSectionProps) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const queryKey = ['works', 'prior', workId, version.version]
  const { data: search } = useQuery({
    queryKey,
    queryFn: () => getPriorSearch(workId, version.version),
    refetchInterval: ({ state }) => (state.data?.state === 'searching' ? againMs : false),
  })
  if (!search || search.state === 'none') return null
  const { state, searchedAt, registrations } = search
  const body = (
    <section aria-labelledby="prior" aria-live="polite">
      <Title order={2} size="h4" id="prior" mb={6}>
        {t('provenance.prior.title')}
      </Title>
      <p className={classes.state}>
        <StateMark
          tone={state === 'unanswered' || state === 'failed' ? 'bad' : state === 'searching' ? 'wait' : 'good'}
        >
          {t(`provenance.prior.states.${state}`)}
        </StateMark>
        {searchedAt && <When at={searchedAt} />}
      </p>
      {state === 'unanswered' && <Text mb="md">{t('provenance.prior.unansweredWords')}</Text>}
      {registrations.length > 0 && (
        <ul className={classes.list}>
          {registrations.map((prior) => (
            <li key={prior.registrationNumber}>
              <Prior prior={prior} version={version} />
              {!prior.isOwn && prior.answer === null && mayAnswer && (
                <PriorAnswerForm
                  workId={workId}
                  version={version.version}
                  number={prior.registrationNumber}
                  onAnswered={(answered) => queryClient.setQueryData(queryKey, answered)}
                />
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
  return <div className={classes.section}>{state === 'unanswered' ? <Card tone="warm">{body}</Card> : body}</div>
}

function Prior({ prior, version }: { prior: PriorRegistration; version: WorkVersionView }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { registrationNumber, title, registeredAt, isOwn, confidence, findings, answer } = prior
  return (
    <>
      <p className={classes.head}>
        <strong>{title}</strong>
        <TextLink to="/registry/$number" params={{ number: registrationNumber }} className="numbers">
          {registrationNumber}
        </TextLink>
        <span>
          {t('works.sealedAt')} <When at={registeredAt} precision="day" />
        </span>
        <span>{t('provenance.prior.confidence', { percent: formats.percentWhole(confidence) })}</span>
        {isOwn && <span>{t('provenance.prior.own')}</span>}
      </p>
      <ul className={classes.findings}>
        {findings.slice(0, shownMax).map((finding) => (
          <Finding key={`${finding.sha256}${finding.priorSha256}`} finding={finding} version={version} />
        ))}
        {findings.length > shownMax && (
          <li>{t('provenance.prior.moreFiles', { count: findings.length - shownMax })}</li>
        )}
      </ul>
      {answer && (
        <blockquote className={classes.answer}>
          <strong>{t(`provenance.prior.answers.${answer.answer}`)}</strong> <When at={answer.answeredAt} />
          <p>{answer.statement}</p>
        </blockquote>
      )}
    </>
  )
}

function Finding({ finding, version }: { finding: PriorFinding; version: WorkVersionView }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const navigate = useNavigate()
  const file = version.fileViews.find(({ sha256 }) => sha256 === finding.sha256)
  const compare = useMutation({
    mutationFn: () => createCheck(file?.id ?? ''),
    onSuccess: ({ id }) => navigate({ to: '/checks/$checkId', params: { checkId: id } }),
  })
  const nameOf = (episode: number | null) => (episode === null ? '' : `${t('episode', { number: episode })} `)
  const [longest] = finding.segments
  const place = (start: number, end: number) =>
    longest?.unit === 'characters'
      ? t('provenance.prior.characters', { start: formats.number(start), end: formats.number(end) })
      : `${timecode(start, 0)}–${timecode(end, 0)}`
  return (
    <li>
      <span>
        {nameOf(finding.episode)}
        {longest ? place(longest.queryStart, longest.queryEnd) : (file?.name ?? t(`works.kinds.image`))}
        {' ≙ '}
        {nameOf(finding.priorEpisode)}
        {longest ? place(longest.workStart, longest.workEnd) : t('provenance.prior.wholePicture')}
        {finding.identical && <> · {t('provenance.prior.identical')}</>}
        {finding.segments.length > 1 && (
          <> · {t('provenance.prior.morePlaces', { count: finding.segments.length - 1 })}</>
        )}
      </span>
      {file && (
        <Button size="compact-sm" variant="default" loading={compare.isPending} onClick={() => compare.mutate()}>
          {t('provenance.prior.compare')}
        </Button>
      )}
      {compare.isError && <ProblemNotice error={compare.error} />}
    </li>
  )
}
