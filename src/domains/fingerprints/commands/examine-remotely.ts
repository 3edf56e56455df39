import { AppError, invalid } from '../../../kernel/errors.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import type { RemoteFinding, RemoteJob } from '../../../ports/remote-jobs.ts'
import { factsOf, objectByHash, objectKey } from '../../files/index.ts'
import { FingerprintJob } from '../contract.ts'
import { hasOutdatedFingerprint } from '../store.ts'
import { decodeWhole } from '../whole.ts'
import { examineObject } from './examine-object.ts'

const posterBytesMax = 2_000_000

/** Examining whose media part, `readObject`, was done by a worker elsewhere. */
export const examineRemotely: RemoteJob = {
  async task(ctx, payload) {
    const { sha256 } = parse(FingerprintJob, payload)
    const object = await objectByHash(ctx.db, sha256)
    const facts = await factsOf(ctx.db, sha256)
    const isNeeded =
      object?.state === 'stored' || (object?.state === 'examined' && (await hasOutdatedFingerprint(ctx.db, sha256)))
    if (!object || !isNeeded || !facts) return null
    return { key: objectKey(sha256), sizeBytes: object.sizeBytes, kind: facts.kind }
  },
  finish: (ctx, payload, finding) => examineObject({ ...ctx, ...engineThatFound(ctx, finding) }, payload),
}

/** The ports of `readObject`, answering what the worker found. */
function engineThatFound(ctx: Context, finding: RemoteFinding): Pick<Context, 'files' | 'media'> {
  const found = finding.failure
    ? null
    : { fingerprint: decodeWhole(finding.fingerprint), poster: checkedPoster(finding.poster) }
  return {
    files: { ...ctx.files, withObject: (_key, work) => work({ path: '' }) },
    media: {
      ...ctx.media,
      fingerprint: async () => {
        if (!found) throw finding.failure
        return found.fingerprint
      },
      poster: async () => {
        // Nothing is wrong with the file, so this must not count as a verdict on it.
        if (!found?.poster) throw new AppError('Unavailable', 'media_worker_failed', 'The worker sent no poster')
        return found.poster
      },
    },
  }
}

/** A WebP begins with RIFF, its length, and WEBP (RFC 9649 section 2.3). */
function checkedPoster(poster: Uint8Array | null): Uint8Array | null {
  if (!poster) return null
  const letters = (start: number) => String.fromCharCode(...poster.subarray(start, start + 4))
  if (poster.length > posterBytesMax || letters(0) !== 'RIFF' || letters(8) !== 'WEBP') {
    throw invalid('poster_malformed', 'The poster is no WebP, or too large')
  }
  return poster
}
