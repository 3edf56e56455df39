import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Act, CaseView } from '../../../src/domains/mediation/contract.ts'
import { ApiProblem, actInCase, getCase } from '../../api.ts'

const againMs = 20_000
export const caseKey = (id: string) => ['mediation', 'case', id]

export interface CaseActions {
  view: CaseView
  /** Does one thing to the case as it is shown. */
  act: (act: Act) => Promise<void>
}

/** A case that is looked at again from time to time: others act in it too. */
export function useCase(id: string) {
  const queryClient = useQueryClient()
  const [hasMoved, setMoved] = useState(false)
  const query = useQuery({ queryKey: caseKey(id), queryFn: () => getCase(id), refetchInterval: againMs })
  const act = async (wish: Act) => {
    setMoved(false)
    try {
      const view = await actInCase(id, query.data?.revision ?? 1, wish)
      queryClient.setQueryData(caseKey(id), view)
    } catch (error) {
      // Somebody else was quicker: the reader sees what is so now before trying again.
      if (error instanceof ApiProblem && error.code === 'case_changed') {
        setMoved(true)
        await query.refetch()
        return
      }
      throw error
    } finally {
      void queryClient.invalidateQueries({ queryKey: ['mediation', 'list'] })
    }
  }
  return { query, act, hasMoved }
}
