import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { getSession } from '../../api.ts'

export const sessionQuery = queryOptions({ queryKey: ['session'], queryFn: getSession, staleTime: 60_000 })

export function useSession() {
  const { data } = useQuery(sessionQuery)
  return data?.session ?? null
}

/** A new person must never see what was kept for the one before. */
export function useSessionChange() {
  const queryClient = useQueryClient()
  return (answer: Awaited<ReturnType<typeof getSession>>) => {
    queryClient.setQueryData(sessionQuery.queryKey, answer)
    queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] })
  }
}
