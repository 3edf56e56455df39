import { hc } from 'hono/client'
import type {
  AuditQuery,
  ChangeEmailInput,
  ChangePasswordInput,
  ConfirmSignUpInput,
  EmailInput,
  InvitationInput,
  MemberRole,
  NewOrganisation,
  OrganisationInput,
  ProfileInput,
  ResetPasswordInput,
  SignInInput,
  SignUpInput,
  TokenInput,
} from '../src/domains/accounts/contract.ts'
import type { FileView } from '../src/domains/files/contract.ts'
import type { CheckView, PassagePair } from '../src/domains/fingerprints/contract.ts'
import type {
  Act,
  ApplyInput,
  CaseQuery,
  CaseView,
  DocumentInput,
  NoteInput,
} from '../src/domains/mediation/contract.ts'
import type { CounterInput, NoticeAct, NoticeInput } from '../src/domains/notices/contract.ts'
import type { DepositInput, PriorAnswerInput } from '../src/domains/provenance/contract.ts'
import type { DecisionInput, VerificationInput, VerificationState } from '../src/domains/verifications/contract.ts'
import type { WorkDraftInput, WorkKind } from '../src/domains/works/contract.ts'
import type {
  AuditApi,
  CertificatesApi,
  ChecksApi,
  EntryApi,
  FilesApi,
  IsccApi,
  MediationApi,
  NoticesApi,
  OrganisationsApi,
  PackagesApi,
  ProvenanceApi,
  PublicProvenanceApi,
  RegistrationProofApi,
  RegistryApi,
  SelfApi,
  TokensApi,
  VerificationsApi,
  WorksApi,
} from '../src/http/app.ts'
import type { FieldIssue } from '../src/kernel/errors.ts'

/** Where the tus protocol is spoken; see ui/upload. */
export const uploadsEndpoint = '/api/uploads'

/** What the server refused, or `network_unreachable` with status 0 when it was not heard. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly issues: readonly FieldIssue[]
  readonly requestId: string | null
  /** How long to wait, where too much was asked at once. */
  readonly retryAfterSeconds: number | null

  constructor(facts: {
    status: number
    code: string
    detail: string
    issues?: FieldIssue[]
    requestId?: string | null
    retryAfterSeconds?: number | null
  }) {
    super(facts.detail)
    this.name = 'ApiProblem'
    this.status = facts.status
    this.code = facts.code
    this.issues = facts.issues ?? []
    this.requestId = facts.requestId ?? null
    this.retryAfterSeconds = facts.retryAfterSeconds ?? null
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
    retryAfterSeconds: Number(response.headers.get('retry-after')) || null,
  })
}

const isIssue = (value: unknown): value is FieldIssue =>
  typeof value === 'object' && value !== null && 'path' in value && 'message' in value

const codesOfNoSession = ['sign_in_needed', 'unauthenticated']
const sessionLossListeners = new Set<() => void>()

/** Calls `hear` whenever an answer says that nobody is signed in (any more). */
export function onSessionLost(hear: () => void): void {
  sessionLossListeners.add(hear)
}

/** The network, with every refusal thrown as an ApiProblem: what is returned is an answer. */
export const fetchAnswer: typeof fetch = async (input, init) => {
  const response = await fetch(input, init).catch(() => null)
  if (response === null) {
    throw new ApiProblem({ status: 0, code: 'network_unreachable', detail: 'The server could not be reached' })
  }
  if (response.ok) return response
  const problem = await problemOf(response)
  if (codesOfNoSession.includes(problem.code)) for (const hear of sessionLossListeners) hear()
  throw problem
}

// One client a room: the editor stays fast, and a changed route fails the type check here.
const entry = hc<EntryApi>('/api/accounts', { fetch: fetchAnswer })
const self = hc<SelfApi>('/api/me', { fetch: fetchAnswer })
const files = hc<FilesApi>('/api/files', { fetch: fetchAnswer })
const works = hc<WorksApi>('/api/works', { fetch: fetchAnswer })
const registry = hc<RegistryApi>('/api/registry', { fetch: fetchAnswer })
const proofs = hc<RegistrationProofApi>('/api/registry', { fetch: fetchAnswer })
const provenance = hc<ProvenanceApi>('/api/works', { fetch: fetchAnswer })
const publicProvenance = hc<PublicProvenanceApi>('/api/registry', { fetch: fetchAnswer })
const certificates = hc<CertificatesApi>('/api/certificates', { fetch: fetchAnswer })
const packages = hc<PackagesApi>('/api/packages', { fetch: fetchAnswer })
const iscc = hc<IsccApi>('/api/iscc', { fetch: fetchAnswer })
const checks = hc<ChecksApi>('/api/checks', { fetch: fetchAnswer })

interface Answer<T> {
  json: () => Promise<T>
}

export const bodyOf = async <T>(answer: Promise<Answer<T>>): Promise<T> => (await answer).json()

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

export const getSession = () => bodyOf(entry.session.$get())

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

export const getLogEntry = (number: string) => bodyOf(proofs[':number']['log-entry'].$get({ param: { number } }))
export const proofUrl = (number: string) => `/api/registry/${at(number)}/proof`

export const makeDeposit = (workId: string, input: DepositInput) =>
  bodyOf(provenance[':id'].deposits.$post({ param: { id: workId }, json: input }))
export const listDeposits = (workId: string) => bodyOf(provenance[':id'].deposits.$get({ param: { id: workId } }))
export const depositContentUrl = (id: string) => `/api/deposits/${at(id)}/content`
export const depositProofUrl = (id: string) => `/api/deposits/${at(id)}/proof`
export const getPriorSearch = (workId: string, version: number) =>
  bodyOf(provenance[':id']['prior-registrations'].$get({ param: { id: workId }, query: { version } }))
export const answerPrior = (workId: string, number: string, input: PriorAnswerInput) =>
  bodyOf(
    provenance[':id']['prior-registrations'][':number'].answer.$post({ param: { id: workId, number }, json: input }),
  )
export const getProvenance = (number: string) =>
  bodyOf(publicProvenance[':number'].provenance.$get({ param: { number } }))
export const getWorkCertificates = (workId: string) => bodyOf(certificates.works[':workId'].$get({ param: { workId } }))
export const requestCertificate = (workId: string) => bodyOf(certificates.works[':workId'].$post({ param: { workId } }))
export const getCertificateStatus = (number: string) => bodyOf(certificates[':number'].$get({ param: { number } }))
export const makePackage = (checkId: string, match: number) =>
  bodyOf(packages.index.$post({ json: { checkId, match } }))
export const listPackages = (checkId: string) => bodyOf(packages.index.$get({ query: { checkId } }))
export const packageContentUrl = (id: string) => `/api/packages/${at(id)}/content`
export const certificatePdfUrl = (number: string) => `/api/certificates/${at(number)}/pdf`
export const certificateCredentialUrl = (number: string) => `/api/certificates/${at(number)}/credential`

const textAt = async (path: string) => (await fetchAnswer(path)).text()
/** Whom a verifier may believe; what is not published here is empty. */
export async function getPublicKeys() {
  const [policy, authorities, issuer] = await Promise.all(
    ['/log/policy', '/log/authorities.pem', '/.well-known/did.json'].map((path) => textAt(path).catch(() => '')),
  )
  return { policy: policy ?? '', authorities: authorities ?? '', issuer: issuer ?? '' }
}

export const getWorkIscc = (id: string) => bodyOf(iscc.works[':id'].$get({ param: { id } }))
export const getRegistryIscc = (number: string) => bodyOf(iscc.registry[':number'].$get({ param: { number } }))

export const createCheck = (fileId: string) => bodyOf(checks.index.$post({ json: { fileId } }))
export const listChecks = (wish: { cursor?: string }) => bodyOf(checks.index.$get({ query: pageQuery(wish) }))
/** Evidence of a case is shown as a check is, from the case: only those who take part in it may see it. */
export const evidenceSource = (caseId: string, revision: number) => `case:${caseId}/${revision}`
const shownAt = (source: string): string => {
  const [, caseId, revision] = /^case:(.+)\/(\d+)$/.exec(source) ?? []
  return caseId === undefined ? `/api/checks/${at(source)}` : `/api/mediation/cases/${at(caseId)}/evidence/${revision}`
}
export const getPassages = async (id: string, of: { match: number; segment: number }): Promise<PassagePair> =>
  (await fetchAnswer(`${shownAt(id)}/passages?match=${of.match}&segment=${of.segment}`)).json()
export const getCheck = (id: string) => bodyOf(checks[':id'].$get({ param: { id } }))

export type Side = 'query' | 'work'
export const checkFrameUrl = (checkId: string, side: Side, match: number, atSeconds: number) =>
  `${shownAt(checkId)}/frame?side=${side}&match=${match}&atSeconds=${Math.max(0, atSeconds).toFixed(2)}`
export const checkMediaUrl = (checkId: string, side: Side, match: number) =>
  `${shownAt(checkId)}/media?side=${side}&match=${match}`

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

// Entry and one's own account

/** What the browser's WebAuthn functions answer: its named types have no index signature, which the wire's has. */
interface PasskeyAnswer {
  id: string
  response: object
}
const passkeyJson = (answer: PasskeyAnswer) => ({ ...answer, response: { ...answer.response } })

export const requestSignUp = (input: SignUpInput) => entry['sign-up'].$post({ json: input })
export const confirmSignUp = (input: ConfirmSignUpInput) => bodyOf(entry['sign-up'].confirmation.$post({ json: input }))
export const signIn = (input: SignInInput) => bodyOf(entry['sign-in'].$post({ json: input }))
export const giveSecondFactor = (code: string) => bodyOf(entry['second-factor'].$post({ json: { code } }))
export const getPasskeyOptions = () => bodyOf(entry['passkey-options'].$post())
export const signInByPasskey = (answer: PasskeyAnswer) =>
  bodyOf(entry['passkey-sign-in'].$post({ json: passkeyJson(answer) }))
export const requestPasswordReset = (input: EmailInput) => entry['password-reset'].$post({ json: input })
export const resetPassword = (input: ResetPasswordInput) => entry['password-reset'].confirmation.$post({ json: input })
export const signOut = () => entry['sign-out'].$post()
export const getOutbox = () => bodyOf(entry.outbox.$get())

export const getProfile = () => bodyOf(self.profile.$get())
export const saveProfile = (input: ProfileInput) => bodyOf(self.profile.$put({ json: input }))
export const requestEmailChange = (input: ChangeEmailInput) => self.email.$post({ json: input })
export const confirmEmail = (token: string) => bodyOf(self.email.confirmation.$post({ json: { token } }))
export const changePassword = (input: ChangePasswordInput) => bodyOf(self.password.$post({ json: input }))
export const eraseAccount = (password: string) => self.erasure.$post({ json: { password } })
export const getSecurity = () => bodyOf(self.security.$get())
export const beginTotp = (password: string) => bodyOf(self.totp.$post({ json: { password } }))
export const confirmTotp = (code: string) => bodyOf(self.totp.confirmation.$post({ json: { code } }))
export const endTotp = (code: string) => self.totp.end.$post({ json: { code } })
export const renewRecoveryCodes = (code: string) => bodyOf(self['recovery-codes'].$post({ json: { code } }))
export const getNewPasskeyOptions = (password: string) => bodyOf(self.passkeys.options.$post({ json: { password } }))
export const addPasskey = (name: string, answer: PasskeyAnswer) =>
  bodyOf(self.passkeys.$post({ json: { name, answer: passkeyJson(answer) } }))
export const removePasskey = (id: string, password: string) =>
  self.passkeys[':id'].removal.$post({ param: { id }, json: { password } })
export const endSession = (id: string) => self.sessions[':id'].$delete({ param: { id } })
export const endOtherSessions = () => self.sessions['end-others'].$post()

// Mediation

const mediation = hc<MediationApi>('/api/mediation', { fetch: fetchAnswer })

export const applyForMediation = (input: ApplyInput) => bodyOf(mediation.cases.$post({ json: input }))
export const listCases = ({ show, ...wish }: PageWish & Pick<CaseQuery, 'show'>) =>
  bodyOf(mediation.cases.$get({ query: { ...pageQuery(wish), show } }))
/** The answers are what the routes' shape says; the client's own type of it is too deep for the compiler. */
export const getCase = async (id: string): Promise<CaseView> =>
  (await fetchAnswer(`/api/mediation/cases/${at(id)}`)).json()
async function postCase(path: string, body: object): Promise<CaseView> {
  const headers = { 'Content-Type': 'application/json' }
  return (await fetchAnswer(path, { method: 'POST', headers, body: JSON.stringify(body) })).json()
}
export const actInCase = (id: string, revision: number, act: Act) =>
  postCase(`/api/mediation/cases/${at(id)}/acts`, { revision, act })
export const handIn = (id: string, input: DocumentInput) => postCase(`/api/mediation/cases/${at(id)}/documents`, input)
export const listNotes = (id: string) => bodyOf(mediation.cases[':id'].notes.$get({ param: { id } }))
export const writeNote = (id: string, input: NoteInput) =>
  bodyOf(mediation.cases[':id'].notes.$post({ param: { id }, json: input }))
export const listMediators = () => bodyOf(mediation.mediators.$get())
export const getMediationNumbers = () => bodyOf(mediation.statistics.$get())
export const enterCase = (token: string, joins: boolean) => bodyOf(mediation.entry.$post({ json: { token, joins } }))
export const caseDocumentUrl = (id: string, documentId: string) =>
  `/api/mediation/cases/${at(id)}/documents/${at(documentId)}`
export const sessionCalendarUrl = (id: string, revision: number) =>
  `/api/mediation/cases/${at(id)}/sessions/${revision}/calendar`
export const casePaperUrl = (id: string, paper: string) => `/api/mediation/cases/${at(id)}/papers/${paper}`

// Notices

const notices = hc<NoticesApi>('/api/notices', { fetch: fetchAnswer })

export const listNotices = (wish: { cursor?: string }) => bodyOf(notices.index.$get({ query: pageQuery(wish) }))
export const drawNotice = (input: NoticeInput) => bodyOf(notices.index.$post({ json: input }))
export const getNotice = (id: string) => bodyOf(notices[':id'].$get({ param: { id } }))
export const actOnNotice = (id: string, revision: number, act: NoticeAct) =>
  bodyOf(notices[':id'].acts.$post({ param: { id }, json: { revision, act } }))
export const noticePaperUrl = (id: string) => `/api/notices/${at(id)}/paper`
export const previewCounter = (token: string) => bodyOf(notices.counter.preview.$post({ json: { token } }))
export const counterNotice = (input: CounterInput) => bodyOf(notices.counter.$post({ json: input }))

// Organisations, tokens, verification, audit

const organisations = hc<OrganisationsApi>('/api/organisations', { fetch: fetchAnswer })
const tokens = hc<TokensApi>('/api/tokens', { fetch: fetchAnswer })
const verifications = hc<VerificationsApi>('/api/verifications', { fetch: fetchAnswer })
const audit = hc<AuditApi>('/api/audit', { fetch: fetchAnswer })

/** Acts for another of one's organisations from now on; answers with the session as it then is. */
export const actForOrganisation = (organisationId: string) =>
  bodyOf(self.organisation.$put({ json: { organisationId } }))

export const listOrganisations = (wish: PageWish) => bodyOf(organisations.index.$get({ query: pageQuery(wish) }))
export const foundOrganisation = (input: NewOrganisation) => bodyOf(organisations.index.$post({ json: input }))
export const getOrganisation = (id: string) => bodyOf(organisations[':id'].$get({ param: { id } }))
export const saveOrganisation = (id: string, input: OrganisationInput) =>
  bodyOf(organisations[':id'].$put({ param: { id }, json: input }))
export const listMembers = (id: string) => bodyOf(organisations[':id'].members.$get({ param: { id } }))
export const changeMember = (id: string, personId: string, role: MemberRole) =>
  bodyOf(organisations[':id'].members[':personId'].$put({ param: { id, personId }, json: { role } }))
export const removeMember = (id: string, personId: string) =>
  organisations[':id'].members[':personId'].$delete({ param: { id, personId } })
export const leaveOrganisation = (id: string) => organisations[':id'].leaving.$post({ param: { id } })
export const handOverOwnership = (id: string, personId: string) =>
  organisations[':id'].ownership.$post({ param: { id }, json: { personId } })
export const listInvitations = (id: string) => bodyOf(organisations[':id'].invitations.$get({ param: { id } }))
export const inviteMember = (id: string, input: InvitationInput) =>
  bodyOf(organisations[':id'].invitations.$post({ param: { id }, json: input }))
export const withdrawInvitation = (id: string, invitationId: string) =>
  organisations[':id'].invitations[':invitationId'].$delete({ param: { id, invitationId } })
export const previewInvitation = (token: string) => bodyOf(organisations.invitations.preview.$post({ json: { token } }))
export const acceptInvitation = (token: string) =>
  bodyOf(organisations.invitations.acceptance.$post({ json: { token } }))

export const listTokensOf = (id: string) => bodyOf(organisations[':id'].tokens.$get({ param: { id } }))
export const listTokens = () => bodyOf(tokens.index.$get())
export const makeToken = (input: TokenInput) => bodyOf(tokens.index.$post({ json: input }))
export const revokeToken = (id: string) => tokens[':id'].$delete({ param: { id } })

export const listAudit = ({ cursor, ...filter }: Pick<AuditQuery, 'scope' | 'action' | 'subjectId' | 'cursor'>) =>
  bodyOf(audit.index.$get({ query: { ...filter, ...(cursor ? { cursor } : {}) } }))

export const requestVerification = (input: VerificationInput) => bodyOf(verifications.index.$post({ json: input }))
export const listVerifications = (wish: { cursor?: string }) =>
  bodyOf(verifications.index.$get({ query: pageQuery(wish) }))
export const listDesk = ({ state, ...wish }: PageWish & { state: VerificationState }) =>
  bodyOf(verifications.desk.$get({ query: { ...pageQuery(wish), state } }))
export const getVerification = (id: string) => bodyOf(verifications[':id'].$get({ param: { id } }))
export const withdrawVerification = (id: string) => verifications[':id'].$delete({ param: { id } })
export const checkWebsite = (id: string) => bodyOf(verifications[':id']['website-check'].$post({ param: { id } }))
export const decideVerification = (id: string, input: DecisionInput) =>
  bodyOf(verifications[':id'].decision.$post({ param: { id }, json: input }))
export const paperUrl = (id: string, fileId: string) => `/api/verifications/${at(id)}/papers/${at(fileId)}`
