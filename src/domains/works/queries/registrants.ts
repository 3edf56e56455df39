import { notFound } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import { organisationsByIds } from '../../accounts/index.ts'
import type { Registrant } from '../contract.ts'
import type { WorkRow } from '../store.ts'

/** Who registers each of these works, by the id of the organisation. Asks no permission: the caller has. */
export async function registrantsOf(
  ctx: Pick<Context, 'db'>,
  works: readonly Pick<WorkRow, 'organisationId'>[],
): Promise<(work: Pick<WorkRow, 'organisationId'>) => Registrant> {
  const known = await organisationsByIds(
    ctx.db,
    works.map(({ organisationId }) => organisationId),
  )
  return ({ organisationId }) => {
    const organisation = known.get(organisationId)
    if (!organisation) throw notFound('organisation')
    const { name, verification, country } = organisation
    return { name, verification, country }
  }
}
