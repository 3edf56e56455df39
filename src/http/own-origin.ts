/** Whether only the machine itself is reached by this host name or address. */
export const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/.test(host)

/**
 * Where browsers see us: the public origin, or, where none is set, whichever name of this machine itself the browser used. Null for
 * any other name: a forged Host, or a name that somebody has pointed here (DNS rebinding).
 */
export const originOf =
  (publicOrigin: string | null) =>
  ({ url }: Request): string | null =>
    publicOrigin ?? (isLoopback(new URL(url).hostname) ? new URL(url).origin : null)
