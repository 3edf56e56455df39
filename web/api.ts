import { hc } from 'hono/client'
import type { SignInInput, SignUpInput } from '../src/domains/accounts/contract.ts'
import type { FileView } from '../src/domains/files/contract.ts'
import type { CheckView } from '../src/domains/fingerprints/contract.ts'
import type { WorkDraftInput, WorkKind } from '../src/domains/works/contract.ts'
import type { AccountsApi, ChecksApi, FilesApi, RegistryApi, WorksApi } from '../src/http/app.ts'
import type { FieldIssue } from '../src/kernel/errors.ts'

/** Where the tus protocol is spoken; see ui/upload. */
export const uploadsEndpoint = '/api/uploads'

/** What the server refused, or `network_unreachable` with status 0 when it was not heard. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly issues: readonly FieldIssue[]
  readonly requestId: string | null

  constructor(facts: {
    status: number
    code: string
    detail: string
    issues?: FieldIssue[]
    requestId?: string | null
  }) {
    super(facts.detail)
    this.name = 'ApiProblem'
    this.status = facts.status
    this.code = facts.code
    this.issues = facts.issues ?? []
    this.requestId = facts.requestId ?? null
  }
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => null)
  const facts = typeof body === 'object' && body !== null ? body : {}
  const text = (key: string): string | null => {
    const value: unknown = Reflect.get(facts, key)
    return typeof value === 'string' ? value : null
  }
  const issues: unknown = Reflect.get(facts, 'issues')
  return new ApiProblem({
    status: response.status,
    code: text('code') ?? `http_${response.status}`,
    detail: text('detail') ?? text('title') ?? response.statusText,
    issues: Array.isArray(issues) ? issues.filter(isIssue) : [],
    requestId: text('requestId') ?? response.headers.get('x-request-id'),
  })
}

const isIssue = (value: unknown): value is FieldIssue =>
  typeof value === 'object' && value !== null && 'path' in value && 'message' in value

/** The network, with every refusal thrown as an ApiProblem: what is returned is an answer. */
const fetchAnswer: typeof fetch = async (input, init) => {
  const response = await fetch(input, init).catch(() => null)
  if (response === null) {
    throw new ApiProblem({ status: 0, code: 'network_unreachable', detail: 'The server could not be reached' })
  }
  if (!response.ok) throw await problemOf(response)
  return response
}

// One client a room: the editor stays fast, and a changed route fails the type check here.
const accounts = hc<AccountsApi>('/api/accounts', { fetch: fetchAnswer })
const files = hc<FilesApi>('/api/files', { fetch: fetchAnswer })
const works = hc<WorksApi>('/api/works', { fetch: fetchAnswer })
const registry = hc<RegistryApi>('/api/registry', { fetch: fetchAnswer })
const checks = hc<ChecksApi>('/api/checks', { fetch: fetchAnswer })

interface Answer<T> {
  json: () => Promise<T>
}

const bodyOf = async <T>(answer: Promise<Answer<T>>): Promise<T> => (await answer).json()

interface PageWish {
  query?: string
  cursor?: string
  limit?: number
}

/** Empty wishes are left out; numbers travel as text. */
const pageQuery = ({ query, cursor, limit }: PageWish) => ({
  ...(query ? { query } : {}),
  ...(cursor ? { cursor } : {}),
  ...(limit ? { limit: String(limit) } : {}),
})

const at = (id: string) => encodeURIComponent(id)

export const signUp = (input: SignUpInput) => bodyOf(accounts['sign-up'].$post({ json: input }))
export const signIn = (input: SignInInput) => bodyOf(accounts['sign-in'].$post({ json: input }))
export const signOut = () => accounts['sign-out'].$post()
export const getSession = () => bodyOf(accounts.session.$get())

export const acceptFile = (uploadId: string) => bodyOf(files.index.$post({ json: { uploadId } }))
export const getFile = (id: string) => bodyOf(files[':id'].$get({ param: { id } }))
export const fileContentUrl = (fileId: string) => `/api/files/${at(fileId)}/content`
export const filePosterUrl = (fileId: string) => `/api/files/${at(fileId)}/poster`

export const createWork = (input: { kind: WorkKind; draft: WorkDraftInput }) =>
  bodyOf(works.index.$post({ json: input }))
export const listWorks = (wish: PageWish) => bodyOf(works.index.$get({ query: pageQuery(wish) }))
export const getWork = (id: string) => bodyOf(works[':id'].$get({ param: { id } }))
export const saveDraft = (id: string, input: { revision: number; draft: WorkDraftInput }, keepalive = false) =>
  bodyOf(works[':id'].draft.$put({ param: { id }, json: input }, { init: { keepalive } }))
export const discardDraft = (id: string) => works[':id'].draft.$delete({ param: { id } })
export const registerWork = (id: string, revision: number) =>
  bodyOf(works[':id'].registration.$post({ param: { id }, json: { revision } }))
export const amendWork = (id: string) => bodyOf(works[':id'].amendment.$post({ param: { id } }))
export const workPosterUrl = (workId: string) => `/api/works/${at(workId)}/poster`

export const listRegistry = ({ kind, ...wish }: PageWish & { kind?: WorkKind }) =>
  bodyOf(registry.index.$get({ query: { ...pageQuery(wish), ...(kind ? { kind } : {}) } }))
export const getRegistryEntry = (number: string) => bodyOf(registry[':number'].$get({ param: { number } }))
export const registryPosterUrl = (number: string) => `/api/registry/${at(number)}/poster`

export const createCheck = (fileId: string) => bodyOf(checks.index.$post({ json: { fileId } }))
export const listChecks = (wish: { cursor?: string }) => bodyOf(checks.index.$get({ query: pageQuery(wish) }))
export const getCheck = (id: string) => bodyOf(checks[':id'].$get({ param: { id } }))

export type Side = 'query' | 'work'
export const checkFrameUrl = (checkId: string, side: Side, match: number, atSeconds: number) =>
  `/api/checks/${at(checkId)}/frame?side=${side}&match=${match}&atSeconds=${Math.max(0, atSeconds).toFixed(2)}`
export const checkMediaUrl = (checkId: string, side: Side, match: number) =>
  `/api/checks/${at(checkId)}/media?side=${side}&match=${match}`

/** Listens to server-sent events until `isLast`; the browser reconnects by itself. Returns the way to stop. */
function watch<T>(path: string, event: string, onView: (view: T) => void, isLast: (view: T) => boolean): () => void {
  const source = new EventSource(path)
  source.addEventListener(event, (message) => {
    const view: T = JSON.parse(message.data)
    onView(view)
    if (isLast(view)) source.close()
  })
  return () => source.close()
}

export const isFileSettled = (file: FileView) => file.state !== 'storing' && file.state !== 'examining'
export const watchFile = (fileId: string, onView: (file: FileView) => void) =>
  watch<FileView>(`/api/files/${at(fileId)}/progress`, 'file', onView, isFileSettled)
export const watchCheck = (checkId: string, onView: (check: CheckView) => void) =>
  watch<CheckView>(`/api/checks/${at(checkId)}/progress`, 'check', onView, (check) => check.state !== 'waiting')
