const key = 'qianyin.invitation'
/** Where the browser's storage is closed, the token lives as long as the page. */
let held = ''

/**
 * The token of the link: taken out of the address at once, and kept for the time of signing in or up, whose
 * own link opens in another tab.
 */
export function keptInvitation(): string {
  const fragment = window.location.hash.slice(1)
  if (fragment !== '') {
    held = fragment
    write(fragment)
    window.history.replaceState(window.history.state, '', window.location.pathname)
  }
  return read() ?? held
}

export function forgetInvitation(): void {
  held = ''
  write(null)
}

function read(): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function write(token: string | null): void {
  try {
    if (token === null) localStorage.removeItem(key)
    else localStorage.setItem(key, token)
  } catch {
    // See `held`.
  }
}
