import { Button, Text, Title } from '@mantine/core'
import { useNavigate, useParams } from '@tanstack/react-router'
import { type ComponentType, type FormEvent, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { TextLink } from '../../../ui/link.tsx'
import { NotFoundPage } from '../../../ui/lost-pages.tsx'
import { CheckAnswers } from './check-answers.tsx'
import { useDraft } from './draft-context.ts'
import classes from './draft-step.module.css'
import { StepAi } from './step-ai.tsx'
import { StepEpisodes } from './step-episodes.tsx'
import { StepOwners } from './step-owners.tsx'
import { StepWhat } from './step-what.tsx'
import { StepWhen } from './step-when.tsx'
import { StepWho } from './step-who.tsx'
import { nextStep, type StepId, stepIds, stepsFor } from './steps.ts'

const pages: Record<StepId, ComponentType> = {
  what: StepWhat,
  who: StepWho,
  owners: StepOwners,
  when: StepWhen,
  ai: StepAi,
  episodes: StepEpisodes,
  answers: CheckAnswers,
}

export function DraftStep() {
  const { t } = useTranslation()
  const params = useParams({ from: '/inside/works/$workId/draft/$step' })
  const { work, save } = useDraft()
  const navigate = useNavigate()
  const heading = useRef<HTMLHeadingElement>(null)
  const step = stepIds.find((known) => known === params.step)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new step is announced by its heading
  useEffect(() => heading.current?.focus({ preventScroll: true }), [step])
  if (!step || !stepsFor(work.kind).includes(step)) return <NotFoundPage />

  const StepPage = pages[step]
  const steps = stepsFor(work.kind)
  const goOn = (event: FormEvent) => {
    event.preventDefault()
    void save()
    void navigate({ to: '/works/$workId/draft/$step', params: { workId: work.id, step: nextStep(work.kind, step) } })
  }

  return (
    <section>
      <p className={classes.back}>
        <TextLink to="/works/$workId/draft" params={{ workId: work.id }}>
          {t('draft.toTasks')}
        </TextLink>
        {step !== 'answers' && (
          <Text component="span" size="sm" c="dimmed">
            {t('draft.stepOf', { number: steps.indexOf(step) + 1, count: steps.length - 1 })}
          </Text>
        )}
      </p>
      <Title order={2} ref={heading} tabIndex={-1} mb={4}>
        {t(`draft.steps.${step}.title`)}
      </Title>
      <Text c="dimmed" mb="lg">
        {t(`draft.steps.${step}.lead`)}
      </Text>
      {step === 'answers' ? (
        <StepPage />
      ) : (
        <form onSubmit={goOn} noValidate>
          <StepPage />
          <Button type="submit" size="md" mt="xl">
            {t('draft.goOn')}
          </Button>
        </form>
      )}
    </section>
  )
}
