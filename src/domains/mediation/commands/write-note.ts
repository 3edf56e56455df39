import { newId } from '../../../kernel/ids.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { NoteInput, type NoteView } from '../contract.ts'
import { seatIn } from '../seated.ts'
import { insertNote, type NoteRow, notesOf } from '../store.ts'

const viewOf = ({ id, about, text, createdAt }: NoteRow): NoteView => {
  return { id, about, text, createdAt: new Date(createdAt).toISOString() }
}

/**
 * Keeps a caucus note. It is no entry of the case, and no audit line tells of it: that there was a separate talk is confidential too.
 * Throws NotFound `case_not_found` for everybody but the mediator of now; Conflict `not_the_mediator`.
 */
export async function writeNote(
  ctx: Pick<Context, 'actor' | 'db' | 'clock'>,
  caseId: string,
  input: unknown,
): Promise<NoteView> {
  const mediatorId = await mediatorIn(ctx, caseId)
  const { about, text } = parse(NoteInput, input)
  const createdAt = ctx.clock.nowMs()
  const row = { id: newId('mno', createdAt), caseId, mediatorId, about, text, createdAt }
  await ctx.db.batch([insertNote(row)])
  return viewOf(row)
}

/** One's own caucus notes of a case, the oldest first. Throws as `writeNote`. */
export async function listNotes(ctx: Pick<Context, 'actor' | 'db' | 'clock'>, caseId: string) {
  return { items: (await notesOf(ctx.db, caseId, await mediatorIn(ctx, caseId))).map(viewOf) }
}

async function mediatorIn(ctx: Pick<Context, 'actor' | 'db' | 'clock'>, caseId: string): Promise<string> {
  const { personId } = await seatIn(ctx, 'mediation.note', caseId, undefined)
  if (personId === null) throw new Error('A mediator is a person')
  return personId
}
