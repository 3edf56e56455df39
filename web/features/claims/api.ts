import { hc } from 'hono/client'
import type {
  ApplicantMoveInput,
  ClaimDraftInput,
  ClaimState,
  OfficerMoveInput,
  ProgrammeBody,
  ProgrammePart,
  WindowInput,
} from '../../../src/domains/subsidies/contract.ts'
import type { ClaimDeskApi, ClaimsApi, ProgrammesApi } from '../../../src/http/app.ts'
import { fetchAnswer } from '../../api.ts'

const programmes = hc<ProgrammesApi>('/api', { fetch: fetchAnswer })
const claims = hc<ClaimsApi>('/api/claims', { fetch: fetchAnswer })
const desk = hc<ClaimDeskApi>('/api/claim-desk', { fetch: fetchAnswer })

const bodyOf = async <T>(answer: Promise<{ json: () => Promise<T> }>): Promise<T> => (await answer).json()
const at = encodeURIComponent

export const listProgrammes = () => bodyOf(programmes.programmes.$get())
export const listVersions = (code: string) => bodyOf(programmes.programmes[':code'].versions.$get({ param: { code } }))
export const editProgramme = (code: string, body: ProgrammeBody) =>
  bodyOf(programmes.programmes[':code'].versions.$post({ param: { code }, json: body }))
export const confirmProgramme = (code: string, version: number, confirmed: ProgrammePart[]) =>
  bodyOf(
    programmes.programmes[':code'].versions[':version'].confirmation.$post({
      param: { code, version },
      json: { confirmed },
    }),
  )
export const openWindow = (code: string, input: WindowInput) =>
  bodyOf(programmes.programmes[':code'].windows.$post({ param: { code }, json: input }))
export const closeWindow = (windowId: string) =>
  bodyOf(programmes.windows[':windowId'].closing.$post({ param: { windowId } }))
export const allocateWindow = (windowId: string) =>
  bodyOf(programmes.windows[':windowId'].allocation.$post({ param: { windowId } }))
export const listPublicity = () => bodyOf(programmes.publicity.$get())
export const objectTo = (number: string, input: { name: string; contact: string; text: string }) =>
  bodyOf(programmes.publicity[':number'].objections.$post({ param: { number }, json: input }))

export const checkEligibility = (windowId: string, workId: string) =>
  bodyOf(claims.eligibility.$get({ query: { windowId, ...(workId === '' ? {} : { workId }) } }))
export const startClaim = (windowId: string) => bodyOf(claims.index.$post({ json: { windowId } }))
export const listClaims = (cursor: string) => bodyOf(claims.index.$get({ query: cursor === '' ? {} : { cursor } }))
export const getClaim = (id: string) => bodyOf(claims[':id'].$get({ param: { id } }))
export const saveClaim = (id: string, revision: number, draft: ClaimDraftInput, keepalive: boolean) =>
  bodyOf(claims[':id'].draft.$put({ param: { id }, json: { revision, draft } }, { init: { keepalive } }))
export const removeDocument = (id: string, documentId: string) =>
  bodyOf(claims[':id'].documents[':documentId'].$delete({ param: { id, documentId } }))
export const documentUrl = (id: string, documentId: string) =>
  `/api/claims/${at(id)}/documents/${at(documentId)}/content`
export const moveOwnClaim = (id: string, input: ApplicantMoveInput) =>
  bodyOf(claims[':id']['applicant-moves'].$post({ param: { id }, json: input }))
export const moveClaim = (id: string, input: OfficerMoveInput) =>
  bodyOf(claims[':id'].moves.$post({ param: { id }, json: input }))
export const actBeside = (id: string, act: 'comment' | 'verify_account', words: string) =>
  bodyOf(claims[':id'].acts.$post({ param: { id }, json: { act, text: words } }))
export const declareConflict = (id: string, reason: string) =>
  bodyOf(claims[':id'].conflicts.$post({ param: { id }, json: { reason } }))
export const answerObjection = (id: string, objectionId: string, outcome: 'upheld' | 'dismissed', answer: string) =>
  bodyOf(
    claims[':id'].objections[':objectionId'].answer.$post({ param: { id, objectionId }, json: { outcome, answer } }),
  )

export const listDesk = (wish: { state: ClaimState | ''; text: string; cursor: string }) =>
  bodyOf(
    desk.index.$get({
      query: {
        ...(wish.state === '' ? {} : { state: wish.state }),
        ...(wish.text === '' ? {} : { text: wish.text }),
        ...(wish.cursor === '' ? {} : { cursor: wish.cursor }),
      },
    }),
  )
export const getStatistics = (year: number) => bodyOf(desk.statistics.$get({ query: { year } }))
export const getLedger = (claimId: string) => bodyOf(desk.ledger.$get({ query: { claimId } }))
export const listBatches = () => bodyOf(desk.batches.$get())
export const orderPayment = (claimIds: string[]) => bodyOf(desk.batches.$post({ json: { claimIds } }))
export const batchUrl = (id: string, format: 'csv' | 'xlsx') =>
  `/api/claim-desk/batches/${at(id)}/file?format=${format}`

const prefix = 'claim:'
/** The uploads that are to become documents of a claim; their detail is what they are for. */
export const claimScope = (id: string, requirement: string) => `${prefix}${id}:${requirement}`
/** Makes a document of an upload of such a scope. */
export async function acceptClaimDocument(uploadId: string, { scope }: { scope: string }): Promise<{ id: string }> {
  const [id = '', requirement = ''] = scope.slice(prefix.length).split(':')
  return bodyOf(claims[':id'].documents.$post({ param: { id }, json: { uploadId, requirement } }))
}
