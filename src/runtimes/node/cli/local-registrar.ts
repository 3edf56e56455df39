import { certificatePdf, readWorkCertificates } from '../../../domains/evidence/index.ts'
import { issueCertificateJob } from '../../../domains/evidence/jobs.ts'
import { acceptFile, readFile } from '../../../domains/files/index.ts'
import { amendWork, createWork, discardDraft, readWork, registerWork, saveDraft } from '../../../domains/works/index.ts'
import { workUntil } from '../../../jobs/runner.ts'
import type { Context } from '../../../ports/context.ts'
import type { NodeHome } from '../node-home.ts'
import { stageFile } from '../stage-file.ts'
import { inspectLocalFile } from './match.ts'
import { isReading, issuedIn, named, type Registrar, refusalOf } from './registrar.ts'

/** The registry in the data directory; works through its queue itself. */
export function localRegistrar(home: NodeHome, ctx: Context): Registrar {
  const organisationId = ctx.actor.kind === 'operator' ? ctx.actor.organisationId : ''

  // What nobody waits for here is printed by the next server.
  const runner = { ...home.runner, exceptNames: [...(home.runner.exceptNames ?? []), issueCertificateJob] }

  /** Works until the newest job of this subject is over. */
  const settled = (subjectId: string) =>
    workUntil(home.base, runner, async () => {
      const job = (await ctx.queue.standings([subjectId])).get(subjectId)
      return job === undefined || job.done || job.dead
    })

  return {
    read: (workId) => readWork(ctx, workId),
    create: (work) => createWork(ctx, work),
    amend: (workId) => amendWork(ctx, workId),
    save: (workId, change) => saveDraft(ctx, workId, change),
    register: (workId, draft) => registerWork(ctx, workId, draft),
    discard: (workId) => discardDraft(ctx, workId),
    settled,

    async certificate(workId) {
      let number: string | null = null
      await workUntil(home.base, home.runner, async () => {
        number = issuedIn(await readWorkCertificates(ctx, workId))
        return number !== null
      })
      const { body } = await certificatePdf(ctx, number ?? '')
      return new Uint8Array(await new Response(body as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer())
    },

    async readyFiles(paths) {
      const naming = (path: string) => (error: unknown) => {
        throw named(error, path)
      }
      // All are looked at before any is taken in, so that a good one is not left behind by a bad one.
      for (const path of paths) await inspectLocalFile(ctx, path).catch(naming(path))
      const ids: string[] = []
      for (const path of paths) {
        const uploadId = await stageFile(home.uploadsDir, path, organisationId)
        ids.push((await acceptFile(ctx, { uploadId }).catch(naming(path))).id)
      }
      const views = () => Promise.all(ids.map((id) => readFile(ctx, id)))
      await workUntil(home.base, runner, async () => !(await views()).some(isReading))
      const files = await views()
      for (const [i, file] of files.entries()) {
        if (file.state === 'ready') continue
        if (file.sha256) await settled(file.sha256)
        throw refusalOf(file, paths[i] ?? '')
      }
      return files
    },
  }
}
