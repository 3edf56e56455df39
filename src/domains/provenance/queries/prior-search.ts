import { notFound } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import { ownWork, registeredVersion, registeredWork } from '../../works/index.ts'
import type { PriorRegistration, PriorSearchView, PublicProvenance } from '../contract.ts'
import { stateOfSearch } from '../rules.ts'
import { priorSearch, priorsOf } from '../store.ts'
import { depositsOf } from './deposits.ts'

const instant = (ms: number) => new Date(ms).toISOString()

/** What was found for a version of one's own work, the current one unless said. Throws NotFound `work_not_found`, `registration_not_found`. */
export async function readPriorSearch(
  ctx: Pick<Context, 'actor' | 'db' | 'queue'>,
  workId: string,
  version?: number,
): Promise<PriorSearchView> {
  await ownWork(ctx, workId)
  return priorSearchOf(ctx, workId, version)
}

/**
 * What was registered before this version and shows the same. Asks no permission: the caller has.
 * Throws NotFound `registration_not_found`.
 */
export async function priorSearchOf(
  ctx: Pick<Context, 'db' | 'queue'>,
  workId: string,
  asked?: number,
): Promise<PriorSearchView> {
  const work = await registeredVersion(ctx, workId, asked)
  if (!work) throw notFound('registration')
  const { version } = work
  const search = await priorSearch(ctx.db, workId, version)
  if (!search) {
    const job = (await ctx.queue.standings([workId])).get(workId)
    const state = !job || job.done ? 'none' : job.dead ? 'failed' : 'searching'
    return { version, state, searchedAt: null, registrations: [] }
  }
  const registrations = await Promise.all(
    (await priorsOf(ctx.db, workId, version)).map(async ({ prior, answer }): Promise<PriorRegistration> => {
      const { isOwn, confidence, findings } = prior
      const of = await registeredVersion(ctx, prior.priorWorkId, 1)
      if (!of) throw notFound('registration')
      return {
        registrationNumber: of.registrationNumber,
        title: of.title,
        registeredAt: instant(of.registeredAt),
        isOwn,
        confidence,
        findings,
        answer: answer && {
          answer: answer.answer,
          statement: answer.statement,
          answeredAt: instant(answer.answeredAt),
        },
      }
    }),
  )
  return { version, state: stateOfSearch(registrations), searchedAt: instant(search.searchedAt), registrations }
}

/** How a registered work came to be, for anyone. Nothing that accuses: a finding is told with its answer. Throws NotFound `registration_not_found`. */
export async function publicProvenance(ctx: Pick<Context, 'db' | 'queue'>, number: string): Promise<PublicProvenance> {
  const work = await registeredWork(ctx, number)
  if (!work) throw notFound('registration')
  const [deposits, { version, state, searchedAt, registrations }] = await Promise.all([
    depositsOf(ctx, work.workId),
    priorSearchOf(ctx, work.workId),
  ])
  return {
    version,
    deposits: deposits.flatMap(({ kind, sizeBytes, enteredAt }) =>
      enteredAt === null ? [] : [{ kind, sizeBytes, enteredAt }],
    ),
    priorSearch: {
      state,
      searchedAt,
      registrations: registrations
        .filter(({ isOwn, answer }) => isOwn || answer !== null)
        .map(({ registrationNumber, registeredAt, isOwn, answer }) => ({
          registrationNumber,
          registeredAt,
          isOwn,
          answer,
        })),
    },
  }
}
