import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { auditStatements } from '../../accounts/index.ts'
import {
  factsOf,
  isVerdictOnFile,
  markExamined,
  markRefused,
  objectByHash,
  objectKey,
  posterKey,
} from '../../files/index.ts'
import { FingerprintJob } from '../contract.ts'
import { encodeParts } from '../parts.ts'
import { insertFingerprint } from '../store.ts'

const posterSidePixels = 720

/**
 * Job `fingerprints.examine`: reads the whole object and takes its fingerprint. What turns out to be broken is refused for
 * good and its bytes are dropped.
 */
export async function examineObject(ctx: Context, payload: unknown): Promise<void> {
  const { sha256 } = parse(FingerprintJob, payload)
  const object = await objectByHash(ctx.db, sha256)
  // Told for each file that has the bytes: checks of this one may wait, though the object was examined long ago.
  const examined = ctx.queue.emit({
    name: 'object.examined',
    payload: { sha256 },
    key: `${sha256}:${ctx.requestId}`,
    subjectId: sha256,
  })
  if (object?.state === 'examined') await ctx.db.batch([...examined, ...ctx.completion])
  if (object?.state !== 'stored') return
  const facts = await factsOf(ctx.db, sha256)
  try {
    const fingerprint = await ctx.files.withObject(objectKey(sha256), async (source) => {
      const taken = await ctx.media.fingerprint(source, {
        limits: ctx.limits.media,
        onProgress: (fraction) => ctx.progress(fraction, 'examining'),
        signal: ctx.signal,
      })
      const pictured = facts?.kind === 'image' || facts?.kind === 'video'
      if (pictured) {
        const poster = await ctx.media.poster(source, { sidePixelsMax: posterSidePixels })
        await ctx.blobs.putIfAbsent(posterKey(sha256), poster, 'image/webp')
      }
      return { taken, pictured }
    })
    await ctx.db.batch([
      ...insertFingerprint(sha256, encodeParts(fingerprint.taken)),
      ...markExamined(sha256, fingerprint.pictured),
      ...auditStatements(ctx, { action: 'object.examined', subjectId: sha256 }),
      ...examined,
      ...ctx.completion,
    ])
  } catch (error) {
    if (!isVerdictOnFile(error)) throw error
    await ctx.db.batch([
      ...markRefused(sha256, error.code, error.message),
      ...auditStatements(ctx, { action: 'object.refused', subjectId: sha256, details: { code: error.code } }),
      ...ctx.queue.emit({ name: 'object.refused', payload: { sha256 }, key: sha256, subjectId: sha256 }),
      ...ctx.completion,
    ])
  }
}
