import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { answerContent } from '../../kernel/content-answer.ts'
import { refuseInvalid } from '../../kernel/parse.ts'
import type { HttpEnv } from '../../ports/context.ts'
import { access } from '../accounts/index.ts'
import { addClaimDocument, removeClaimDocument, saveClaimDraft, startClaim } from './commands/draft-claim.ts'
import { moveClaim, moveOwnClaim } from './commands/move-claim.ts'
import { objectToClaim } from './commands/object-to-claim.ts'
import { actBeside, allocateWindow, answerObjection, declareConflict, orderPayment } from './commands/officer-acts.ts'
import {
  closeWindow,
  confirmProgramme,
  editProgramme,
  enterBar,
  enterRates,
  openWindow,
} from './commands/programmes.ts'
import {
  ApplicantMoveInput,
  BarInput,
  BarView,
  BatchInput,
  BatchList,
  BatchView,
  ClaimPage,
  ClaimsQuery,
  ClaimView,
  ConfirmProgrammeInput,
  ConflictInput,
  DeskQuery,
  DocumentInput,
  Eligibility,
  EligibilityQuery,
  ExportQuery,
  LedgerList,
  LedgerQuery,
  ObjectionAnswerInput,
  ObjectionInput,
  ObjectionReceipt,
  OfficerMoveInput,
  ProgrammeBody,
  ProgrammeList,
  ProgrammeView,
  PublicityList,
  RateList,
  RatesInput,
  SaveDraftInput,
  SideActInput,
  StartClaimInput,
  Statistics,
  StatisticsQuery,
  WindowInput,
  WindowParams,
} from './contract.ts'
import { listClaims, listDesk, readClaim } from './queries/claim-views.ts'
import { claimLedger, exportBatch, listBatches, statistics } from './queries/officers.ts'
import { checkEligibility, listProgrammes, listRates, programmeVersions } from './queries/programmes.ts'
import { claimDocumentContent, listPublicity } from './queries/public.ts'

const json = <T>(schema: T) => ({ 'application/json': { schema } })
const bytes = (type: string) => ({ [type]: { schema: z.string().meta({ format: 'binary' }) } })
const id = z.string().max(60)
const params = z.object({ id })
const documentParams = params.extend({ documentId: id })
const objectionParams = params.extend({ objectionId: id })
const codeParams = z.object({ code: z.string().max(30) })
const versionParams = codeParams.extend({ version: z.coerce.number().int().min(1).max(100_000) })
const tags = ['claims']

/** Paths from /api: programmes, what is published of claims, rates and bars. */
export const programmesRoutes = () =>
  new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
    .openapi(
      createRoute({
        method: 'get',
        path: '/programmes',
        tags,
        ...access('programme.read'),
        summary: 'All programmes of the policy, with their windows',
        responses: { 200: { description: 'The programmes', content: json(ProgrammeList) } },
      }),
      async (c) => c.json(await listProgrammes(c.get('ctx')), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/programmes/{code}/versions',
        tags,
        ...access('programme.read'),
        summary: 'All versions of a programme, the newest first',
        request: { params: codeParams },
        responses: { 200: { description: 'The versions', content: json(ProgrammeList) } },
      }),
      async (c) => c.json(await programmeVersions(c.get('ctx'), c.req.valid('param').code), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/programmes/{code}/versions',
        tags,
        ...access('programme.manage'),
        summary: 'A new version of a programme; claims made before keep theirs',
        request: { params: codeParams, body: { content: json(ProgrammeBody), required: true } },
        responses: { 201: { description: 'The version, to be confirmed', content: json(ProgrammeView) } },
      }),
      async (c) => c.json(await editProgramme(c.get('ctx'), c.req.valid('param').code, c.req.valid('json')), 201),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/programmes/{code}/versions/{version}/confirmation',
        tags,
        ...access('programme.manage'),
        summary: 'Confirm a version, and each part that the policy leaves open',
        request: { params: versionParams, body: { content: json(ConfirmProgrammeInput), required: true } },
        responses: { 200: { description: 'The version that counts', content: json(ProgrammeView) } },
      }),
      async (c) => {
        const { code, version } = c.req.valid('param')
        return c.json(await confirmProgramme(c.get('ctx'), code, version, c.req.valid('json')), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/programmes/{code}/windows',
        tags,
        ...access('programme.manage'),
        summary: 'Open a time for claims under the confirmed version',
        request: { params: codeParams, body: { content: json(WindowInput), required: true } },
        responses: { 201: { description: 'The programme with its windows', content: json(ProgrammeView) } },
      }),
      async (c) => c.json(await openWindow(c.get('ctx'), c.req.valid('param').code, c.req.valid('json')), 201),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/windows/{windowId}/closing',
        tags,
        ...access('programme.manage'),
        summary: 'Close a window before its last day',
        request: { params: WindowParams },
        responses: { 200: { description: 'The programme with its windows', content: json(ProgrammeView) } },
      }),
      async (c) => c.json(await closeWindow(c.get('ctx'), c.req.valid('param').windowId), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/windows/{windowId}/allocation',
        tags,
        ...access('claim.review'),
        summary: 'Share what is left of the pool among all reviewed claims of a closed window',
        request: { params: WindowParams },
        responses: { 200: { description: 'The programme with its windows', content: json(ProgrammeView) } },
      }),
      async (c) => c.json(await allocateWindow(c.get('ctx'), c.req.valid('param').windowId), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/rates',
        tags,
        ...access('programme.read'),
        summary: 'Rates of exchange by which claims are counted',
        responses: { 200: { description: 'The newest 500', content: json(RateList) } },
      }),
      async (c) => c.json(await listRates(c.get('ctx')), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/rates',
        tags,
        ...access('programme.manage'),
        summary: 'Enter published rates of exchange, each for good',
        request: { body: { content: json(RatesInput), required: true } },
        responses: { 204: { description: 'They count from now on' } },
      }),
      async (c) => {
        await enterRates(c.get('ctx'), c.req.valid('json'))
        return c.body(null, 204)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/bars',
        tags,
        ...access('claim.review'),
        summary: 'Bar an organisation for three years after an official finding of serious infringement',
        request: { body: { content: json(BarInput), required: true } },
        responses: { 201: { description: 'The bar', content: json(BarView) } },
      }),
      async (c) => c.json(await enterBar(c.get('ctx'), c.req.valid('json')), 201),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/publicity',
        tags,
        ...access('programme.read'),
        summary: 'What is published for objections, and what came of it',
        responses: { 200: { description: 'The newest 200', content: json(PublicityList) } },
      }),
      async (c) => c.json(await listPublicity(c.get('ctx')), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/publicity/{number}/objections',
        tags,
        ...access('claim.object'),
        summary: 'Object to a claim that is published',
        request: {
          params: z.object({ number: z.string().max(60) }),
          body: { content: json(ObjectionInput), required: true },
        },
        responses: { 201: { description: 'A receipt', content: json(ObjectionReceipt) } },
      }),
      async (c) => c.json(await objectToClaim(c.get('ctx'), c.req.valid('param').number, c.req.valid('json')), 201),
    )

/** Paths from /api/claims. */
export const claimsRoutes = () =>
  new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
    .openapi(
      createRoute({
        method: 'get',
        path: '/eligibility',
        tags,
        ...access('claim.write'),
        summary: 'Whether you may claim, up to how much, and because of what',
        request: { query: EligibilityQuery },
        responses: { 200: { description: 'The answer', content: json(Eligibility) } },
      }),
      async (c) => c.json(await checkEligibility(c.get('ctx'), c.req.valid('query')), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/',
        tags,
        ...access('claim.write'),
        summary: 'Begin a claim in an open window',
        request: { body: { content: json(StartClaimInput), required: true } },
        responses: { 201: { description: 'The draft', content: json(ClaimView) } },
      }),
      async (c) => c.json(await startClaim(c.get('ctx'), c.req.valid('json')), 201),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        tags,
        ...access('claim.read'),
        summary: 'Claims of your organisation, the newest first',
        request: { query: ClaimsQuery },
        responses: { 200: { description: 'A page of them', content: json(ClaimPage) } },
      }),
      async (c) => c.json(await listClaims(c.get('ctx'), c.req.valid('query')), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}',
        tags,
        ...access('claim.read'),
        summary: 'A claim in full, with every reduction explained',
        request: { params },
        responses: { 200: { description: 'The claim', content: json(ClaimView) } },
      }),
      async (c) => c.json(await readClaim(c.get('ctx'), c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/{id}/draft',
        tags,
        ...access('claim.write'),
        summary: 'Save a draft as far as it is',
        request: { params, body: { content: json(SaveDraftInput), required: true } },
        responses: { 200: { description: 'The claim', content: json(ClaimView) } },
      }),
      async (c) => c.json(await saveClaimDraft(c.get('ctx'), c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/documents',
        tags,
        ...access('claim.write'),
        summary: 'Add a document that the programme asks for',
        request: { params, body: { content: json(DocumentInput), required: true } },
        responses: { 201: { description: 'The claim', content: json(ClaimView) } },
      }),
      async (c) => c.json(await addClaimDocument(c.get('ctx'), c.req.valid('param').id, c.req.valid('json')), 201),
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/{id}/documents/{documentId}',
        tags,
        ...access('claim.write'),
        summary: 'Take a document back before the claim is submitted',
        request: { params: documentParams },
        responses: { 200: { description: 'The claim', content: json(ClaimView) } },
      }),
      async (c) => {
        const { id, documentId } = c.req.valid('param')
        return c.json(await removeClaimDocument(c.get('ctx'), id, documentId), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/documents/{documentId}/content',
        tags,
        ...access('claim.read'),
        summary: 'The bytes of a document of a claim, as they came',
        request: { params: documentParams },
        responses: {
          200: { description: 'All bytes', content: bytes('application/octet-stream') },
          206: { description: 'The range that was asked for', content: bytes('application/octet-stream') },
        },
      }),
      (c) => {
        const { id, documentId } = c.req.valid('param')
        return answerContent(c.req.header('Range'), (range) =>
          claimDocumentContent(c.get('ctx'), id, documentId, range),
        )
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/applicant-moves',
        tags,
        ...access('claim.write'),
        summary: 'Submit, withdraw, report on or appeal about a claim',
        request: { params, body: { content: json(ApplicantMoveInput), required: true } },
        responses: { 200: { description: 'The claim', content: json(ClaimView) } },
      }),
      async (c) => c.json(await moveOwnClaim(c.get('ctx'), c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/moves',
        tags,
        ...access('claim.review'),
        summary: 'Move a claim that lies before your department',
        request: { params, body: { content: json(OfficerMoveInput), required: true } },
        responses: { 200: { description: 'The claim', content: json(ClaimView) } },
      }),
      async (c) => c.json(await moveClaim(c.get('ctx'), c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/acts',
        tags,
        ...access('claim.review'),
        summary: 'A comment among officers, or that the bank account was verified',
        request: { params, body: { content: json(SideActInput), required: true } },
        responses: { 200: { description: 'The claim', content: json(ClaimView) } },
      }),
      async (c) => c.json(await actBeside(c.get('ctx'), c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/conflicts',
        tags,
        ...access('claim.review'),
        summary: 'Say that you are not impartial in a claim',
        request: { params, body: { content: json(ConflictInput), required: true } },
        responses: { 200: { description: 'The claim', content: json(ClaimView) } },
      }),
      async (c) => c.json(await declareConflict(c.get('ctx'), c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/objections/{objectionId}/answer',
        tags,
        ...access('claim.review'),
        summary: 'Answer an objection, once',
        request: { params: objectionParams, body: { content: json(ObjectionAnswerInput), required: true } },
        responses: { 200: { description: 'The claim', content: json(ClaimView) } },
      }),
      async (c) => {
        const { id, objectionId } = c.req.valid('param')
        return c.json(await answerObjection(c.get('ctx'), id, objectionId, c.req.valid('json')), 200)
      },
    )

/** Paths from /api/claim-desk: what officers work with. */
export const claimDeskRoutes = () =>
  new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        tags,
        ...access('claim.desk'),
        summary: 'Claims before your department, the oldest first',
        request: { query: DeskQuery },
        responses: { 200: { description: 'A page of them', content: json(ClaimPage) } },
      }),
      async (c) => c.json(await listDesk(c.get('ctx'), c.req.valid('query')), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/statistics',
        tags,
        ...access('claim.desk'),
        summary: 'What the claims of a year come to, from the ledger',
        request: { query: StatisticsQuery },
        responses: { 200: { description: 'By programme', content: json(Statistics) } },
      }),
      async (c) => c.json(await statistics(c.get('ctx'), c.req.valid('query')), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/ledger',
        tags,
        ...access('claim.desk'),
        summary: 'Every entry of the ledger about a claim',
        request: { query: LedgerQuery },
        responses: { 200: { description: 'In their order', content: json(LedgerList) } },
      }),
      async (c) => c.json(await claimLedger(c.get('ctx'), c.req.valid('query')), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/batches',
        tags,
        ...access('claim.desk'),
        summary: 'Payment batches, the newest first',
        responses: { 200: { description: 'The batches', content: json(BatchList) } },
      }),
      async (c) => c.json(await listBatches(c.get('ctx')), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/batches',
        tags,
        ...access('claim.review'),
        summary: 'Order the payment of claims that are final',
        request: { body: { content: json(BatchInput), required: true } },
        responses: { 201: { description: 'The batch', content: json(BatchView) } },
      }),
      async (c) => c.json(await orderPayment(c.get('ctx'), c.req.valid('json')), 201),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/batches/{id}/file',
        tags,
        ...access('claim.desk'),
        summary: 'A payment batch as a file for the treasury, CSV or XLSX',
        request: { params, query: ExportQuery },
        responses: { 200: { description: 'The file', content: bytes('application/octet-stream') } },
      }),
      async (c) => {
        const file = await exportBatch(c.get('ctx'), c.req.valid('param').id, c.req.valid('query'))
        return c.body(new Uint8Array(file.bytes), 200, {
          'Content-Type': file.type,
          'Content-Disposition': `attachment; filename="${file.name}"`,
        })
      },
    )
