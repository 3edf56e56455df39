import { mkdtempSync, rmSync } from 'node:fs'
import { access, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { MemberRole } from '../../src/domains/accounts/contract.ts'
import type { FileView } from '../../src/domains/files/contract.ts'
import type { WorkDraftInput, WorkKind, WorkView } from '../../src/domains/works/contract.ts'
import { createApp } from '../../src/http/app.ts'
import { clientAddress } from '../../src/http/client-address.ts'
import { runNextJob } from '../../src/jobs/runner.ts'
import type { SqlValue } from '../../src/ports/db.ts'
import { readConfig } from '../../src/runtimes/node/config.ts'
import { type NodeHome, openNodeHome } from '../../src/runtimes/node/node-home.ts'
import { uploadDoor } from '../../src/runtimes/node/uploads.ts'

export interface World {
  dir: string
  home: NodeHome
  app: ReturnType<typeof createApp>
  /** What the server logged at level error. */
  errors: Record<string, unknown>[]
  /** Signs up by the link in the mail: `name`@example.com, owner of a studio. */
  signUp(name: string): Promise<Person>
  /** The secret behind the # of the newest link that was mailed to an address. */
  mailedToken(email: string): Promise<string>
  /** Makes a person a member of an organisation, and their sessions act for it. */
  place(person: Person, organisationId: string, role: MemberRole, hasSecondFactor?: boolean): Promise<void>
  /** The id of the organisation for which a person acts. */
  organisationOf(person: Person): Promise<string>
  /** Lets time pass for the server, and returns what its clock then says. */
  later(ms: number): number
  /** Whoever has this cookie. */
  personOn(cookie: string, email: string): Person
  anonymous: Person
  /** Works through the queue until nothing is due. */
  work(): Promise<number>
  sql(text: string, ...params: SqlValue[]): Promise<SqlValue[][]>
  close(): Promise<void>
}

export interface Answer {
  status: number
  body: Record<string, unknown>
  headers: Headers
}

export interface Person {
  cookie: string
  email: string
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  fetch(method: string, path: string, init?: { body?: BodyInit; headers?: Record<string, string> }): Promise<Response>
  /** Uploads by the tus protocol in one request and returns the upload's id. */
  upload(path: string, name?: string): Promise<string>
  /** Uploads, accepts and examines a file. */
  file(path: string, name?: string): Promise<FileView>
}

const origin = 'http://qianyin.test'
export const password = 'correct horse battery'

/** A whole registry over real SQLite and real files in a directory of its own. */
export async function openWorld(settings: Record<string, string> = {}): Promise<World> {
  const dir = mkdtempSync(join(tmpdir(), 'qianyin-world-'))
  const errors: Record<string, unknown>[] = []
  const log = (event: Record<string, unknown>) => {
    if (event.level === 'error') errors.push(event)
  }
  const home = await openNodeHome(
    readConfig({ QIANYIN_DATA: dir, QIANYIN_MEDIA_WORKERS: '1', QIANYIN_CERTIFICATES: 'off', ...settings }),
    log,
  )
  let passedMs = 0
  home.base.clock = { nowMs: () => Date.now() + passedMs }
  const door = uploadDoor({
    dir: home.uploadsDir,
    sizeBytesMax: home.base.limits.fileSizeBytesMax,
    path: '/api/uploads',
  })
  const app = createApp(home.base, {
    door: {
      originOf: () => origin,
      addressOf: (c) => clientAddress('127.0.0.1', c.req.header('X-Forwarded-For'), 1),
    },
    uploads: (request, uploader) => door.handle(request, uploader),
    lending: home.runner,
    ready: async () => ({ ok: true, checks: {} }),
    log,
  })
  const world: World = {
    dir,
    home,
    app,
    errors,
    anonymous: personOn(app, '', ''),
    signUp: async (name) => {
      const email = `${name}@example.com`
      const newcomer = personOn(app, '', email)
      await newcomer.call('POST', '/api/accounts/sign-up', { email })
      const answer = await newcomer.call('POST', '/api/accounts/sign-up/confirmation', {
        token: await world.mailedToken(email),
        password,
        name,
        organisation: { kind: 'studio', name: `${name} 工作室`, country: 'CN' },
      })
      if (answer.status !== 201) throw new Error(`sign-up: ${JSON.stringify(answer.body)}`)
      await world.work()
      return personOn(app, answer.headers.get('set-cookie')?.split(';')[0] ?? '', email, world)
    },
    mailedToken: async (email) => {
      const [[body]] = (await home.db.rows({
        sql: 'SELECT body FROM mails WHERE recipient = ? ORDER BY id DESC LIMIT 1',
        params: [email],
      })) as [[string]]
      return /#([a-z0-9]+)/.exec(body)?.[1] ?? ''
    },
    place: async (person, organisationId, role, hasSecondFactor = true) => {
      const id = `(SELECT id FROM people WHERE email = ?)`
      await home.db.batch([
        {
          sql: `INSERT INTO memberships (person_id, organisation_id, role, created_at) VALUES (${id}, ?, ?, 1)
            ON CONFLICT (person_id, organisation_id) DO UPDATE SET role = excluded.role`,
          params: [person.email, organisationId, role],
        },
        {
          sql: `UPDATE sessions SET organisation_id = ?, second_factor_at = ? WHERE person_id = ${id}`,
          params: [organisationId, hasSecondFactor ? 1 : null, person.email],
        },
      ])
    },
    organisationOf: async (person) => {
      const { body } = await person.call('GET', '/api/accounts/session')
      return (body.session as { organisation: { id: string } }).organisation.id
    },
    later: (ms) => {
      passedMs += ms
      return home.base.clock.nowMs()
    },
    personOn: (cookie, email) => personOn(app, cookie, email, world),
    work: async () => {
      let count = 0
      while (await runNextJob(home.base, home.runner, new AbortController().signal)) count++
      return count
    },
    sql: (text, ...params) => home.db.rows({ sql: text, params }),
    close: async () => {
      await home.close()
      // The upload store looks for its folder on its own time, and throws when that is gone.
      await access(dir)
      rmSync(dir, { recursive: true, force: true })
    },
  }
  return world
}

function personOn(app: World['app'], cookie: string, email: string, world?: World): Person {
  const send: Person['fetch'] = async (method, path, init = {}) =>
    app.fetch(
      new Request(`${origin}${path}`, {
        method,
        headers: { ...(cookie ? { Cookie: cookie } : {}), Origin: origin, ...init.headers },
        ...(init.body === undefined ? {} : { body: init.body, duplex: 'half' }),
      }),
    )
  const person: Person = {
    cookie,
    email,
    fetch: send,
    call: async (method, path, body, headers = {}) => {
      const response = await send(method, path, {
        headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      const json = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : { text }
      return { status: response.status, body: json, headers: response.headers }
    },
    upload: async (path, name = basename(path)) => {
      const bytes = await readFile(path)
      const response = await send('POST', '/api/uploads', {
        headers: {
          'Tus-Resumable': '1.0.0',
          'Upload-Length': String(bytes.length),
          'Upload-Metadata': `filename ${Buffer.from(name).toString('base64')}`,
          'Content-Type': 'application/offset+octet-stream',
        },
        body: bytes,
      })
      if (response.status !== 201) throw new Error(`upload: ${response.status} ${await response.text()}`)
      return response.headers.get('location')?.split('/').at(-1) ?? ''
    },
    file: async (path, name) => {
      const accepted = await person.call('POST', '/api/files', { uploadId: await person.upload(path, name) })
      if (accepted.status !== 201) throw new Error(`accept: ${JSON.stringify(accepted.body)}`)
      await world?.work()
      return (await person.call('GET', `/api/files/${accepted.body.id}`)).body as unknown as FileView
    },
  }
  return person
}

export const draftOf = (more: WorkDraftInput = {}): WorkDraftInput => ({
  title: '骑楼夜雨',
  category: 'fine_art',
  authors: [{ name: '陈晚潮', role: 'author' }],
  rightHolders: [
    { name: '晚潮工作室', shareBasisPoints: 6667 },
    { name: '陈晚潮', shareBasisPoints: 3333 },
  ],
  createdOn: '2026-08-18',
  ...more,
})

/** Creates and registers a work of the person's, and lets the queue index it. */
export async function registerWork(
  world: World,
  person: Person,
  kind: WorkKind,
  draft: WorkDraftInput,
): Promise<WorkView> {
  const created = await person.call('POST', '/api/works', { kind, draft })
  if (created.status !== 201) throw new Error(`create: ${JSON.stringify(created.body)}`)
  const registered = await person.call('POST', `/api/works/${created.body.id}/registration`, { revision: 1 })
  if (registered.status !== 200) throw new Error(`register: ${JSON.stringify(registered.body)}`)
  await world.work()
  return registered.body as unknown as WorkView
}
