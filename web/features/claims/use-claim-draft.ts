import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { ClaimDraft, ClaimView } from '../../../src/domains/subsidies/contract.ts'
import { saveClaim } from './api.ts'
import { claimKey } from './words.ts'

const waitMs = 600

/** A draft that is kept while it is typed: one save at a time, the last one also when the page is left. */
export function useClaimDraft(claim: ClaimView) {
  const queryClient = useQueryClient()
  const [draft, setDraft] = useState(claim.draft)
  const [state, setState] = useState<'saved' | 'saving' | 'notSaved'>('saved')
  const [error, setError] = useState<unknown>(null)
  const kept = useRef({
    draft: claim.draft,
    revision: claim.revision,
    timer: 0,
    isDirty: false,
    running: Promise.resolve(),
  })
  const { id } = claim

  const save = useCallback(
    (keepalive = false): Promise<void> => {
      const now = kept.current
      clearTimeout(now.timer)
      now.running = now.running.then(async () => {
        if (!now.isDirty) return
        now.isDirty = false
        setState('saving')
        try {
          const view = await saveClaim(id, now.revision, now.draft, keepalive)
          now.revision = view.revision
          queryClient.setQueryData(claimKey(id), view)
          setState('saved')
          setError(null)
        } catch (problem) {
          now.isDirty = true
          setState('notSaved')
          setError(problem)
        }
      })
      return now.running
    },
    [id, queryClient],
  )

  const change = useCallback(
    (part: Partial<ClaimDraft>) => {
      const now = kept.current
      now.draft = { ...now.draft, ...part }
      now.isDirty = true
      setDraft(now.draft)
      setState('notSaved')
      clearTimeout(now.timer)
      now.timer = window.setTimeout(() => void save(), waitMs)
    },
    [save],
  )

  useEffect(() => {
    const leave = () => void save(true)
    window.addEventListener('pagehide', leave)
    return () => {
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [save])

  return { draft, change, save, state, error, hasUnsaved: () => kept.current.isDirty }
}

export type DraftEditing = ReturnType<typeof useClaimDraft>
