import { AppError, conflict, notFound } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { parse } from '../../../kernel/parse.ts'
import { dateInChina } from '../../../kernel/working-days.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor, auditStatements } from '../../accounts/index.ts'
import { acceptDocument, documentOfUpload } from '../../files/index.ts'
import { ClaimDraft, type ClaimView, DocumentInput, SaveDraftInput, StartClaimInput } from '../contract.ts'
import { windowById } from '../programmes/store.ts'
import { readClaim } from '../queries/claim-views.ts'
import { ownClaim } from '../queries/reach.ts'
import { documentsOf, insertClaim, insertDocument, removeDocumentRow, saveDraftRow } from '../store.ts'

/** Begins a claim in an open window. Throws NotFound `window_not_found`; Conflict `window_closed`. */
export async function startClaim(ctx: Context, input: unknown): Promise<ClaimView> {
  const acting = actingFor(ctx, 'claim.write')
  const { windowId } = parse(StartClaimInput, input)
  const window = await windowById(ctx.db, windowId)
  if (!window) throw notFound('window')
  const nowMs = ctx.clock.nowMs()
  if (window.closedAt !== null || dateInChina(nowMs) > window.closesOn) {
    throw conflict('window_closed', 'This programme takes no claims now')
  }
  const id = newId('clm', nowMs)
  await ctx.db.batch([
    insertClaim({
      id,
      organisationId: acting.organisationId,
      windowId,
      programmeCode: window.programmeCode,
      year: window.year,
      draft: ClaimDraft.parse({}),
      revision: 1,
      state: 'draft',
      actCount: 0,
      changedAt: nowMs,
      createdBy: acting.personId,
      createdAt: nowMs,
    }),
    ...auditStatements(ctx, { action: 'claim.started', subjectId: id, details: { windowId } }),
  ])
  return readClaim(ctx, id)
}

/**
 * Keeps a draft as far as it is. `revision` is the one that was read. Throws NotFound `claim_not_found`; Conflict
 * `draft_changed_elsewhere`, `claim_is_fixed` once it was submitted, `subject_is_fixed`; Invalid `input_invalid`.
 */
export async function saveClaimDraft(ctx: Context, id: string, input: unknown): Promise<ClaimView> {
  const { stored } = await ownClaim(ctx, id)
  const { revision, draft } = parse(SaveDraftInput, input)
  requireOpen(stored.claim.state)
  const { workId, subject } = stored.claim.draft
  if (stored.claim.serial !== null && (draft.workId !== workId || draft.subject !== subject)) {
    throw conflict('subject_is_fixed', 'What a submitted claim is about stays: its caps count against that')
  }
  const [changed] = await ctx.db.batch([saveDraftRow(id, revision, draft)])
  if (changed !== 1) throw conflict('draft_changed_elsewhere', 'Somebody saved this claim since it was read')
  return readClaim(ctx, id)
}

function requireOpen(state: string): void {
  if (state !== 'draft' && state !== 'correction') throw conflict('claim_is_fixed', 'This claim was submitted')
}

const takeDocuments = new Set(['draft', 'correction', 'submitted', 'accepted', 'reviewed', 'second_reviewed', 'paid'])

/**
 * Adds a document that the programme asks for. The same upload twice adds it once. Throws NotFound `claim_not_found`,
 * `upload_not_found`; Conflict `claim_is_fixed`, `upload_incomplete`; Invalid `requirement_unknown`, `file_empty`, `file_too_large`.
 */
export async function addClaimDocument(ctx: Context, id: string, input: unknown): Promise<ClaimView> {
  const { stored, acting } = await ownClaim(ctx, id)
  const { uploadId, requirement } = parse(DocumentInput, input)
  if (!takeDocuments.has(stored.claim.state)) throw conflict('claim_is_fixed', 'This claim takes no documents any more')
  const asked = stored.programme.body.documents.find(({ code }) => code === requirement)
  // What was judged does not change any more: only what may come later comes later.
  const isLate = stored.claim.state !== 'draft' && stored.claim.state !== 'correction'
  if (!asked || (isLate && asked.due === 'required')) {
    throw new AppError('Invalid', 'requirement_unknown', 'The programme does not ask for this document now')
  }
  const known = await documentOfUpload(ctx, uploadId)
  if (known && (await documentsOf(ctx.db, id)).some(({ documentId }) => documentId === known.id))
    return readClaim(ctx, id)
  const document = await acceptDocument(
    ctx,
    { organisationId: acting.organisationId, personId: acting.personId },
    uploadId,
  )
  await ctx.db.batch([
    ...document.statements,
    insertDocument({
      documentId: document.id,
      claimId: id,
      requirement,
      addedBy: acting.personId,
      addedAt: ctx.clock.nowMs(),
    }),
    ...auditStatements(ctx, {
      action: 'claim.document_added',
      subjectId: id,
      details: { documentId: document.id, requirement },
    }),
  ])
  return readClaim(ctx, id)
}

/** Takes a document back before the claim is submitted. Throws NotFound `claim_not_found`, `document_not_found`; Conflict `claim_is_fixed`. */
export async function removeClaimDocument(ctx: Context, id: string, documentId: string): Promise<ClaimView> {
  const { stored } = await ownClaim(ctx, id)
  if (!(await documentsOf(ctx.db, id)).some((one) => one.documentId === documentId)) throw notFound('document')
  requireOpen(stored.claim.state)
  await ctx.db.batch([
    removeDocumentRow(documentId, ctx.clock.nowMs()),
    ...auditStatements(ctx, { action: 'claim.document_removed', subjectId: id, details: { documentId } }),
  ])
  return readClaim(ctx, id)
}
