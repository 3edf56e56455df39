import type { Context } from '../../ports/context.ts'
import { refreshOpenings, refreshOpeningsJob } from './listings/refresh-openings.ts'

export const licensingJobs: Record<string, (ctx: Context, payload: unknown) => Promise<void>> = {
  [refreshOpeningsJob]: refreshOpenings,
}
