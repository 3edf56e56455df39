import { getCase, handIn } from '../../api.ts'

const prefix = 'case:'

/** The uploads that are to be handed in to a case. */
export const caseScope = (caseId: string) => `${prefix}${caseId}`
/** The mediator alone reads it, or both sides do. */
export const caseDetail = (audience: 'all' | 'mediator') => audience

/** Hands an upload of such a scope in, to the case as it is now: a document changes nothing that was seen. */
export async function acceptCaseDocument(uploadId: string, { scope, detail }: { scope: string; detail: string }) {
  const id = scope.slice(prefix.length)
  const { revision } = await getCase(id)
  return handIn(id, { revision, uploadId, audience: detail === 'mediator' ? 'mediator' : 'all' })
}
