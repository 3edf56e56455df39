import { Alert, Button, Text, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiProblem, registerWork } from '../../../api.ts'
import { TextLink } from '../../../ui/link.tsx'
import { ProblemNotice } from '../../../ui/problem.tsx'
import { SealMark } from '../../../ui/seal-mark.tsx'
import { workQueryKey } from '../use-work.ts'
import { AnswerList } from './answer-list.tsx'
import classes from './check-answers.module.css'
import { useDraft } from './draft-context.ts'
import { forgetLocalCopy } from './local-copy.ts'
import { ObstacleList } from './obstacle-list.tsx'
import { type Obstacle, obstaclesOf, stepOfPath } from './steps.ts'

export function CheckAnswers() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const { work, form, files, settle } = useDraft()
  const [pressing, setPressing] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [refused, setRefused] = useState<Obstacle[]>([])
  const [asked, setAsked] = useState(false)
  const notice = useRef<HTMLDivElement>(null)

  const own = obstaclesOf(work.kind, form, files)
  const waiting = own.filter(({ message }) => message === 'file_not_ready')
  const open = own.filter(({ message }) => message !== 'file_not_ready')
  const obstacles = open.length > 0 ? open : refused
  // biome-ignore lint/correctness/useExhaustiveDependencies: a changed answer makes the server's last word old
  useEffect(() => setRefused([]), [form])
  const isTold = asked && obstacles.length > 0
  useEffect(() => {
    if (isTold) notice.current?.focus()
  }, [isTold])

  const press = async () => {
    setAsked(true)
    setError(null)
    if (open.length > 0) return notice.current?.focus()
    setPressing(true)
    try {
      const revision = await settle()
      if (revision === null) return
      const registered = await registerWork(work.id, revision)
      forgetLocalCopy(work.id)
      // Marked as old first: the seal's page waits for what comes, while this draft's page still shows the draft.
      void queryClient.invalidateQueries({ queryKey: workQueryKey(work.id), refetchType: 'none' })
      await navigate({ to: '/works/$workId/sealed', params: { workId: work.id } })
      queryClient.setQueryData(workQueryKey(work.id), registered)
      void queryClient.invalidateQueries({ queryKey: ['works', 'list'] })
      void queryClient.invalidateQueries({ queryKey: ['registry'] })
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.issues.length > 0) {
        setRefused(problem.issues.map((issue) => ({ ...issue, step: stepOfPath(issue.path) })))
      } else setError(problem)
    } finally {
      setPressing(false)
    }
  }

  return (
    <>
      {isTold && (
        <div ref={notice} tabIndex={-1}>
          <Alert role="alert" color="seal" variant="outline" mb="lg" title={t('draft.obstaclesTitle')}>
            <ObstacleList obstacles={obstacles} />
          </Alert>
        </div>
      )}
      <AnswerList />
      <section className={classes.press} aria-labelledby="press">
        <SealMark sizePixels={64} />
        <div>
          <Title order={3} size="h4" id="press">
            {t('draft.pressTitle')}
          </Title>
          <Text mb="md">{t('draft.pressWords')}</Text>
          {error !== null && <ProblemNotice error={error} />}
          {waiting.length > 0 && (
            <Text mb="sm" role="status">
              {t('draft.pressWaits', { count: waiting.length })}
            </Text>
          )}
          <Button
            size="lg"
            color="seal"
            onClick={press}
            loading={pressing}
            disabled={waiting.length > 0 && open.length === 0}
          >
            {t('draft.press')}
          </Button>
          <Text size="sm" c="dimmed" mt="sm">
            <TextLink to="/works/$workId/draft" params={{ workId: work.id }}>
              {t('draft.later')}
            </TextLink>
          </Text>
        </div>
      </section>
    </>
  )
}
