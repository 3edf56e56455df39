import { AppError, conflict } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor, auditStatements } from '../../accounts/index.ts'
import { closeStop, insertStop, openStop } from '../store.ts'

export type LogContext = Pick<Context, 'db' | 'blobs' | 'vault' | 'clock'>

/** Something of the log is not as it must be. `place` is the tile, row or checkpoint. */
export class LogFault extends Error {
  readonly code: string
  readonly place: string
  constructor(code: string, place: string) {
    super(`The log is not as it must be: ${place} (${code})`)
    this.name = 'LogFault'
    this.code = code
    this.place = place
  }
}

/** Stops the log, and says so in the audit. Acts go on being entered; none is signed. */
export async function stopLog({ db, clock }: LogContext, { code, place }: LogFault): Promise<void> {
  const asSystem = {
    actor: { kind: 'system' as const },
    clock,
    requestId: 'log',
    caller: { address: '', userAgent: '' },
  }
  try {
    await db.batch([
      insertStop(clock.nowMs(), code, place),
      ...auditStatements(asSystem, { action: 'log.stopped', subjectId: 'log', details: { code, place } }),
    ])
  } catch (error) {
    // Another writer has found it at the same moment.
    if (!(error instanceof AppError) || error.kind !== 'Conflict') throw error
  }
}

/** Lets the log go on, once somebody has found out what happened. Throws Conflict `log_not_stopped`. */
export async function resumeLog(ctx: Context): Promise<void> {
  actingFor(ctx, 'log.resume')
  const stop = await openStop(ctx.db)
  if (!stop) throw conflict('log_not_stopped', 'The log is not stopped')
  await ctx.db.batch([
    closeStop(ctx.clock.nowMs()),
    ...auditStatements(ctx, {
      action: 'log.resumed',
      subjectId: 'log',
      details: { code: stop.code, place: stop.place },
    }),
  ])
}
