import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { getProfile, getSecurity } from '../../../api.ts'
import { sessionQuery } from '../session.ts'

export const profileQuery = queryOptions({ queryKey: ['profile'], queryFn: getProfile })
export const securityQuery = queryOptions({ queryKey: ['security'], queryFn: getSecurity })

/** After a change of how one signs in: what the page shows, and what the session may do now. */
export function useSecurityRefresh() {
  const queryClient = useQueryClient()
  return () => Promise.all([queryClient.invalidateQueries(securityQuery), queryClient.invalidateQueries(sessionQuery)])
}
