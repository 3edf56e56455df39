import { isLoopback } from '../../../http/own-origin.ts'
import { invalid } from '../../../kernel/errors.ts'
import { optionIn } from './options.ts'

export interface ApiAddress {
  origin: string
  token: string
}

const tokenForm = /^qy_[0-9a-z]{40}$/

/**
 * The server that a command asks, or null for the registry of this machine: `--api` and `--token`, or QIANYIN_API and
 * QIANYIN_TOKEN, over which an explicit `--data` goes. Throws Invalid `usage`; no message repeats a token.
 */
export function apiAddress(args: readonly string[], env: NodeJS.ProcessEnv): ApiAddress | null {
  const [address, token, data] = [optionIn(args, 'api'), optionIn(args, 'token'), optionIn(args, 'data')]
  if (address !== undefined && data !== undefined) throw invalid('usage', '--api and --data exclude each other')
  const chosen = address ?? (data === undefined ? env.QIANYIN_API : undefined)
  if (!chosen) {
    if (token !== undefined) throw invalid('usage', '--token needs --api URL')
    return null
  }
  const origin = originOf(chosen)
  const secret = token ?? env.QIANYIN_TOKEN ?? ''
  if (!secret) throw invalid('usage', '--api needs an API token, in QIANYIN_TOKEN or as --token T')
  if (!tokenForm.test(secret)) throw invalid('usage', 'What was given as token is no API token')
  return { origin, token: secret }
}

/** The token travels with every request: only over TLS, or within this machine. */
function originOf(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))
  if (!url || !isSafe) throw invalid('usage', '--api is an https address; http is for localhost alone')
  if (url.pathname !== '/' || url.search || url.hash || url.username || url.password) {
    throw invalid('usage', '--api is the address of the server and nothing behind it: https://qianyin.example')
  }
  return url.origin
}
