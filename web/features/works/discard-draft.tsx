import { Button, Group, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WorkView } from '../../../src/domains/works/contract.ts'
import { discardDraft } from '../../api.ts'
import { ProblemNotice } from '../../ui/problem.tsx'
import { forgetLocalCopy } from './draft/local-copy.ts'
import { workQueryKey } from './use-work.ts'

/** Throwing a draft away is final, so the effect is read back before it happens. */
export function DiscardDraft({ work }: { work: WorkView }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const [asking, setAsking] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const wasRegistered = work.registrationNumber !== null

  const discard = async () => {
    try {
      await discardDraft(work.id)
      forgetLocalCopy(work.id)
      await navigate(wasRegistered ? { to: '/works/$workId', params: { workId: work.id } } : { to: '/works' })
      queryClient.removeQueries({ queryKey: workQueryKey(work.id) })
      await queryClient.invalidateQueries({ queryKey: ['works'] })
    } catch (problem) {
      setError(problem)
    }
  }

  if (!asking) {
    return (
      <Button variant="subtle" size="sm" px={6} onClick={() => setAsking(true)}>
        {t('draft.discard')}
      </Button>
    )
  }
  return (
    <section aria-label={t('draft.discard')}>
      {error !== null && <ProblemNotice error={error} />}
      <Text mb="sm">{wasRegistered ? t('draft.discardKeeps') : t('draft.discardAll')}</Text>
      <Group gap="sm">
        <Button variant="outline" color="seal" onClick={discard}>
          {t('draft.discardYes')}
        </Button>
        <Button variant="default" onClick={() => setAsking(false)} autoFocus>
          {t('draft.discardNo')}
        </Button>
      </Group>
    </section>
  )
}
