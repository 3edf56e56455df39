import { hashKey, type QueryClient, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import type { SessionView } from '../../../src/domains/accounts/contract.ts'
import { getSession } from '../../api.ts'

/** How soon a page that just stands there learns that its session was ended elsewhere. */
const lookEveryMs = 15_000

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: getSession,
  staleTime: 60_000,
  refetchInterval: ({ state }) => (state.data?.session ? lookEveryMs : false),
  refetchOnWindowFocus: 'always',
})

export function useSession() {
  const { data } = useQuery(sessionQuery)
  return data?.session ?? null
}

/** Who acts for whom; null means nobody is signed in. */
const standingOf = (session: SessionView | null) => session && `${session.person.id} ${session.organisation.id}`

/**
 * Calls `onChange` when somebody else is signed in, nobody any more, or the person acts for another organisation: by this page, in
 * another tab, or because the session was ended elsewhere. What was kept for the one before is forgotten first.
 */
export function watchSession(queryClient: QueryClient, onChange: (session: SessionView | null) => void): void {
  const cache = queryClient.getQueryCache()
  const sessionHash = hashKey(sessionQuery.queryKey)
  let known: string | null | undefined
  cache.subscribe(({ type, query }) => {
    if (type !== 'updated' || query.queryHash !== sessionHash) return
    const answer = queryClient.getQueryData(sessionQuery.queryKey)
    if (!answer) return
    const before = known
    known = standingOf(answer.session)
    if (before === undefined || before === known) return
    const others = { predicate: (other: { queryHash: string }) => other.queryHash !== sessionHash }
    if (answer.session) void queryClient.resetQueries(others)
    else queryClient.removeQueries(others)
    onChange(answer.session)
  })
}

/** Takes the session that an answer brought; `watchSession` sees to the rest. */
export function useSessionChange() {
  const queryClient = useQueryClient()
  return (answer: { session: SessionView | null }) => {
    queryClient.setQueryData(sessionQuery.queryKey, { session: answer.session })
  }
}

/** Those who decide about others act only with a second factor; see the permission table. */
export const needsSecondFactor = ({ organisation, hasSecondFactor }: SessionView): boolean =>
  !hasSecondFactor && ['officer', 'mediator', 'secretary', 'admin'].includes(organisation.platformRole)

/** Where someone's day begins. */
export function homePath(session: SessionView): string {
  if (needsSecondFactor(session)) return '/me/security'
  if (session.organisation.platformRole === 'creator') return '/works'
  if (session.organisation.platformRole === 'buyer') return '/registry'
  if (session.organisation.kind === 'mediation_committee') return '/mediation'
  if (session.organisation.platformRole === 'officer' && session.actions.includes('verification.desk')) {
    return '/verifications/desk'
  }
  return session.actions.includes('organisation.list') ? '/organisations' : '/organisation'
}
