import { AppError, conflict } from '../../../../kernel/errors.ts'
import { newId } from '../../../../kernel/ids.ts'
import { parse } from '../../../../kernel/parse.ts'
import type { Context } from '../../../../ports/context.ts'
import { actingFor, auditStatements } from '../../../accounts/index.ts'
import { ownWork } from '../../../works/index.ts'
import { ListingInput, type WorkListing } from '../contract.ts'
import { readWorkListing } from '../queries/read-work-listing.ts'
import { refreshLater } from '../refresh-openings.ts'
import { searchText } from '../rules.ts'
import { insertListing, listingOfWork, updateListing } from '../store.ts'

/**
 * Lists a registered work overseas, changes its listing, or withdraws it. Throws NotFound `work_not_found`; Conflict
 * `work_not_registered`, `listing_changed_elsewhere`; Invalid `input_invalid`.
 */
export async function saveListing(ctx: Context, workId: string, input: unknown): Promise<WorkListing> {
  const acting = actingFor(ctx, 'rights.write')
  const { revision, ...said } = parse(ListingInput, input)
  const work = await ownWork(ctx, workId)
  const known = await listingOfWork(ctx.db, workId)
  if ((known?.revision ?? 0) !== revision) throw changedElsewhere()
  const nowMs = ctx.clock.nowMs()
  const words = searchText([said.titleZh, said.titleEn, said.synopsisZh, said.synopsisEn].join(' '))
  const id = known?.id ?? newId('lst', nowMs)
  const row = { ...said, revision: revision + 1, updatedAt: nowMs }
  const owned = { id, workId, organisationId: work.organisationId, createdBy: acting.personId, createdAt: nowMs }
  try {
    await ctx.db.batch([
      ...(known ? updateListing(id, row, words) : insertListing({ ...row, ...owned }, words)),
      ...refreshLater(ctx, workId),
      ...auditStatements(ctx, {
        action: said.state === 'listed' ? 'listing.saved' : 'listing.withdrawn',
        subjectId: workId,
        details: { listingId: id, revision: revision + 1 },
      }),
    ])
  } catch (error) {
    throw error instanceof AppError && error.code.startsWith('taken:listings') ? changedElsewhere() : error
  }
  return readWorkListing(ctx, workId)
}

const changedElsewhere = () => conflict('listing_changed_elsewhere', 'Somebody saved this listing since it was read')
