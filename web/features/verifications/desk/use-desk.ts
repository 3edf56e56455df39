import { useInfiniteQuery } from '@tanstack/react-query'
import type { VerificationState } from '../../../../src/domains/verifications/contract.ts'
import { listDesk } from '../../../api.ts'

export const deskKey = ['verifications', 'desk']
export const requestsKey = ['verifications', 'one']
export const oneRequestKey = (id: string) => [...requestsKey, id]

export const useDesk = (state: VerificationState) =>
  useInfiniteQuery({
    queryKey: [...deskKey, state],
    queryFn: ({ pageParam }) => listDesk({ state, ...(pageParam === '' ? {} : { cursor: pageParam }) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  })
