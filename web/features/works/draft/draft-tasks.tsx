import { Text, Title } from '@mantine/core'
import { IconChevronRight, IconCircleCheckFilled, IconCircleDashed } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { ButtonLink, PlainLink } from '../../../ui/link.tsx'
import { DiscardDraft } from '../discard-draft.tsx'
import { useDraft } from './draft-context.ts'
import classes from './draft-tasks.module.css'
import { obstaclesOf, stepState, stepsFor } from './steps.ts'

/** The list of what is to be told, with what is done: any order, come and go. */
export function DraftTasks() {
  const { t } = useTranslation()
  const { work, form, files } = useDraft()
  const obstacles = obstaclesOf(work.kind, form, files)
  const steps = stepsFor(work.kind)
  const tasks = steps.filter((step) => step !== 'answers')
  const done = tasks.filter((step) => stepState(step, form, obstacles) === 'done').length
  return (
    <section aria-labelledby="tasks">
      <Title order={2} size="h3" id="tasks">
        {t('draft.tasksTitle')}
      </Title>
      <Text c="dimmed" mb="md">
        {t('draft.tasksDone', { done, count: tasks.length })}
      </Text>
      <ol className={classes.tasks}>
        {tasks.map((step, i) => {
          const state = stepState(step, form, obstacles)
          return (
            <li key={step}>
              <PlainLink to="/works/$workId/draft/$step" params={{ workId: work.id, step }} className={classes.task}>
                <span className={classes.number} aria-hidden>
                  {i + 1}
                </span>
                <span className={classes.words}>
                  <span className={classes.name}>{t(`draft.steps.${step}.title`)}</span>
                  <span className={classes.hint}>{t(`draft.steps.${step}.hint`)}</span>
                </span>
                <span className={classes.state} data-state={state}>
                  {state === 'done' ? (
                    <IconCircleCheckFilled size={18} aria-hidden />
                  ) : (
                    <IconCircleDashed size={18} aria-hidden />
                  )}
                  {t(`draft.state.${state}`)}
                </span>
                <IconChevronRight size={18} aria-hidden className={classes.arrow} />
              </PlainLink>
            </li>
          )
        })}
      </ol>
      <ButtonLink to="/works/$workId/draft/$step" params={{ workId: work.id, step: 'answers' }} size="lg" mt="xl">
        {t('draft.steps.answers.title')}
      </ButtonLink>
      <div className={classes.discard}>
        <DiscardDraft work={work} />
      </div>
    </section>
  )
}
