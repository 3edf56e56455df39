import type { Db } from '../../src/ports/db.ts'
import type { RunningWorkerd } from './workerd.ts'

interface Answer {
  status: number
  headers: Headers
  // A test looks into what was answered; its shape is the contract's business.
  body: Record<string, unknown>
}

/** A browser in little: keeps its cookie, sends and reads JSON. */
export function visitor(url: string, headers: Record<string, string> = {}) {
  let cookie = ''

  async function raw(
    method: string,
    path: string,
    body?: unknown,
    more: Record<string, string> = {},
  ): Promise<Response> {
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...headers,
        ...(cookie ? { Cookie: cookie } : {}),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...more,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const set = response.headers.get('Set-Cookie')
    if (set) cookie = set.split(';')[0] ?? ''
    return response
  }

  async function ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await raw(method, path, body)
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : {} }
  }

  return {
    raw,
    get: (path: string) => ask('GET', path),
    post: (path: string, body?: unknown) => ask('POST', path, body),
    put: (path: string, body: unknown) => ask('PUT', path, body),
    cookie: () => cookie,
  }
}

let accounts = 0

/** Signs a new visitor up by the link that was mailed; resolves to who it is. */
export async function signedUp({ url, db }: Pick<RunningWorkerd, 'url' | 'db'>) {
  const browser = visitor(url)
  const email = `creator-${++accounts}@example.cn`
  const password = '珠江夜雨落在骑楼上'
  await browser.post('/api/accounts/sign-up', { email })
  const answer = await browser.post('/api/accounts/sign-up/confirmation', {
    token: await mailedToken(db, email),
    password,
    name: '林一',
    organisation: { kind: 'studio', name: '海珠映画', country: 'CN' },
  })
  if (answer.status !== 201) throw new Error(`Sign-up answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  const { session } = answer.body as { session: { person: { id: string }; organisation: { id: string } } }
  return { browser, email, password, personId: session.person.id, organisationId: session.organisation.id }
}

/** The secret behind the # of the newest link that waits to be mailed. */
export async function mailedToken(db: Db, email: string): Promise<string> {
  const sql = 'SELECT body FROM mails WHERE recipient = ? ORDER BY id DESC LIMIT 1'
  const [[body] = []] = await db.rows({ sql, params: [email] })
  return /#([a-z0-9]+)/.exec(String(body))?.[1] ?? ''
}
