import { Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { CheckView } from '../../../src/domains/fingerprints/contract.ts'
import { getCheck, watchCheck } from '../../api.ts'
import { useFormats } from '../../i18n/formats.ts'
import { Card } from '../../ui/card.tsx'
import { ButtonLink, TextLink } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemNotice, useProblemWords } from '../../ui/problem.tsx'
import { ProgressLine } from '../../ui/progress-line.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { When } from '../../ui/when.tsx'
import { CheckResult } from './check-result.tsx'

/** The stream tells of progress at once; the slow question beside it holds when streams are cut off on the way. */
function useCheck(checkId: string) {
  const queryClient = useQueryClient()
  const queryKey = ['checks', checkId]
  const check = useQuery({
    queryKey,
    queryFn: () => getCheck(checkId),
    refetchInterval: ({ state }) => (state.data?.state === 'waiting' ? 5000 : false),
  })
  const isWaiting = check.data?.state === 'waiting'
  useEffect(() => {
    if (!isWaiting) return
    return watchCheck(checkId, (view) => queryClient.setQueryData(['checks', checkId], view))
  }, [isWaiting, checkId, queryClient])
  return check
}

export function CheckPage() {
  const { t } = useTranslation()
  const { checkId } = useParams({ from: '/inside/checks/$checkId' })
  const { data: check, isPending, error, refetch } = useCheck(checkId)
  const above = <TextLink to="/check">{t('checks.back')}</TextLink>

  if (isPending) {
    return (
      <Page title={t('checks.title')} above={above}>
        <Waiting words={t('checks.loading')} />
      </Page>
    )
  }
  if (!check) {
    return (
      <Page title={t('checks.title')} above={above}>
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      </Page>
    )
  }
  return (
    <Page
      title={check.file.name}
      above={above}
      width="wide"
      lead={
        <>
          {t('checks.begun')} <When at={check.createdAt} />
        </>
      }
      action={
        <ButtonLink to="/check" variant="default">
          {t('checks.another')}
        </ButtonLink>
      }
    >
      {check.state === 'waiting' && <CheckProgress check={check} />}
      {check.state === 'failed' && <CheckFailed check={check} />}
      {check.state === 'done' && <CheckResult check={check} />}
    </Page>
  )
}

const steps = ['storing', 'examining', 'matching'] as const

function CheckProgress({ check }: { check: CheckView }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const step = steps.find((known) => known === check.step) ?? 'examining'
  const words = t(`checks.step.${step}`)
  return (
    <Card tone="warm">
      <div role="status">
        <Text fw={600} mb="sm">
          {words}
        </Text>
      </div>
      <ProgressLine
        words={t('checks.progress', { percent: formats.percentWhole(check.progress) })}
        fraction={check.progress}
        moving
      />
      <Text size="sm" c="dimmed" mt="md">
        {t('checks.mayLeave')}
      </Text>
    </Card>
  )
}

function CheckFailed({ check }: { check: CheckView }) {
  const { t } = useTranslation()
  const { wordsForCode } = useProblemWords()
  const { refusal } = check.file
  return (
    <Card tone="sealed">
      <Text fw={600} mb={4}>
        {t('checks.failedTitle')}
      </Text>
      <Text>{refusal ? wordsForCode(refusal.code, refusal.message) : t('checks.failedWords')}</Text>
      <Text size="sm" c="dimmed" mt="sm">
        {t('checks.failedSafe')} <span className="mono">{check.id}</span>
      </Text>
    </Card>
  )
}
