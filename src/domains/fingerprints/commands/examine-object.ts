import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import type { MediaFingerprint, MediaKind } from '../../../ports/media.ts'
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
import { hasOutdatedFingerprint, insertFingerprint, replaceFingerprint } from '../store.ts'
import { renewalsAfter } from './renew-fingerprints.ts'

const posterSidePixels = 720

/** The media part of examining: everything that needs a media engine, and nothing that needs the database. */
export const readObject = (
  ctx: Pick<Context, 'files' | 'media' | 'limits' | 'progress' | 'signal'>,
  object: { key: string; kind: MediaKind | null },
): Promise<{ fingerprint: MediaFingerprint; poster: Uint8Array | null }> =>
  ctx.files.withObject(object.key, async (source) => {
    const fingerprint = await ctx.media.fingerprint(source, {
      limits: ctx.limits.media,
      onProgress: (fraction) => ctx.progress(fraction, 'examining'),
      signal: ctx.signal,
    })
    const isPictured = object.kind === 'image' || object.kind === 'video'
    const poster = isPictured ? await ctx.media.poster(source, { sidePixelsMax: posterSidePixels }) : null
    return { fingerprint, poster }
  })

/**
 * Job `fingerprints.examine`: reads the whole object and takes its fingerprint. What turns out to be broken is refused for
 * good and its bytes are dropped. Of an object whose fingerprint an earlier version made it is taken once more; should that fail,
 * the old one stays, for what was registered stays registered.
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
  const again = object?.state === 'examined' && (await hasOutdatedFingerprint(ctx.db, sha256))
  if (object?.state === 'examined' && !again) await ctx.db.batch([...examined, ...ctx.completion])
  if (object?.state !== 'stored' && !again) return
  const facts = await factsOf(ctx.db, sha256)
  const further = again ? await renewalsAfter(ctx, sha256, 1) : []
  try {
    const { fingerprint, poster } = await readObject(ctx, { key: objectKey(sha256), kind: facts?.kind ?? null })
    if (poster) await ctx.blobs.putIfAbsent(posterKey(sha256), poster, 'image/webp')
    const parts = encodeParts(fingerprint)
    await ctx.db.batch([
      ...(again
        ? replaceFingerprint(sha256, parts)
        : [...insertFingerprint(sha256, parts), ...markExamined(sha256, poster !== null)]),
      ...auditStatements(ctx, { action: again ? 'object.examined_again' : 'object.examined', subjectId: sha256 }),
      ...examined,
      ...further,
      ...ctx.completion,
    ])
  } catch (error) {
    if (!isVerdictOnFile(error)) throw error
    if (again) {
      const details = { code: error.code }
      const audit = auditStatements(ctx, { action: 'object.examined_again', subjectId: sha256, details })
      await ctx.db.batch([...audit, ...examined, ...further, ...ctx.completion])
      return
    }
    await ctx.db.batch([
      ...markRefused(sha256, error.code, error.message),
      ...auditStatements(ctx, { action: 'object.refused', subjectId: sha256, details: { code: error.code } }),
      ...ctx.queue.emit({ name: 'object.refused', payload: { sha256 }, key: sha256, subjectId: sha256 }),
      ...ctx.completion,
    ])
  }
}
