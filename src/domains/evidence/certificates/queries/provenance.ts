import { RetryAfter } from '../../../../kernel/errors.ts'
import type { Context } from '../../../../ports/context.ts'
import { depositsOf, priorSearchOf } from '../../../provenance/index.ts'
import type { VersionInFull } from '../../../works/index.ts'
import { entryOfSubject } from '../../store.ts'
import type { CertificateRecord } from '../contract.ts'
import { twoClocks } from '../rules.ts'

type Provenance = Pick<CertificateRecord, 'drafts' | 'earlierRegistrations'>

/**
 * What a certificate says of how a version came to be. Null while something that was found waits for its answer: the answer has the
 * certificate issued. A search that was never made or has failed is left out, and printed as not made. Throws RetryAfter while it runs.
 */
export async function certificateProvenance(
  ctx: Pick<Context, 'db' | 'queue'>,
  { workId, version, registeredAtMs }: VersionInFull,
): Promise<Provenance | null> {
  const { state, searchedAt, registrations } = await priorSearchOf(ctx, workId, version)
  if (state === 'searching') throw new RetryAfter(2, 'Earlier registrations are being searched')
  if (state === 'unanswered') return null
  const deposits = (await depositsOf(ctx, workId)).filter(
    ({ enteredAt }) => enteredAt !== null && Date.parse(enteredAt) <= registeredAtMs,
  )
  const [first] = deposits
  const entry = first && (await entryOfSubject(ctx.db, first.id))?.entry
  const clocks = (text: string) => twoClocks(Date.parse(text))
  return {
    ...(first?.enteredAt && entry
      ? {
          drafts: {
            count: deposits.length,
            firstDepositedAt: clocks(first.enteredAt),
            firstLogIndex: entry.entryIndex,
          },
        }
      : {}),
    ...(searchedAt === null
      ? {}
      : {
          earlierRegistrations: {
            searchedAt: clocks(searchedAt),
            found: registrations.map(({ registrationNumber, title, registeredAt, isOwn, answer }) => ({
              registrationNumber,
              title,
              registeredAt: clocks(registeredAt),
              isOwn,
              answer: answer && { answer: answer.answer, statement: answer.statement },
            })),
          },
        }),
  }
}
