import { useEffect, useState } from 'react'

const keyFor = (purpose: string) => `qianyin.link.${purpose}`

function stored(key: string, place: () => Storage = () => sessionStorage): string | null {
  try {
    return place().getItem(key)
  } catch {
    return null
  }
}

function keep(key: string, token: string | null, place: () => Storage = () => sessionStorage): void {
  try {
    if (token === null) place().removeItem(key)
    else place().setItem(key, token)
  } catch {
    // Where storage is closed the token lives as long as the page.
  }
}

/**
 * The secret of a mailed link. It stands in the address's fragment, is taken out of there at once, and kept for this tab until it
 * is used, so that neither the history nor a screenshot shows it and a reload does no harm.
 */
export function useLinkToken(purpose: string): { token: string | null; forget: () => void } {
  const key = keyFor(purpose)
  const [token] = useState(() => window.location.hash.slice(1) || stored(key))
  useEffect(() => {
    if (window.location.hash === '') return
    if (token) keep(key, token)
    window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search)
  }, [key, token])
  return { token: token || null, forget: () => keep(key, null) }
}

const invitationKey = 'qianyin.invitation'

/** The invitation that brought someone here, kept by its page for the time of signing up, whose link opens in another tab. */
export const keptInvitation = (): string | null => stored(invitationKey, () => localStorage)
export const forgetInvitation = (): void => keep(invitationKey, null, () => localStorage)
