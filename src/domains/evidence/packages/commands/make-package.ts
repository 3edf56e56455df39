import { sha256 } from '@noble/hashes/sha2.js'
import { canonicalJson } from '../../../../kernel/canonical-json.ts'
import { AppError, notFound } from '../../../../kernel/errors.ts'
import { parse } from '../../../../kernel/parse.ts'
import type { Blobs } from '../../../../ports/blobs.ts'
import type { Context } from '../../../../ports/context.ts'
import { objectKey } from '../../../files/index.ts'
import { type Finding, findingInFull, steadyMoments } from '../../../fingerprints/index.ts'
import { depositsOf } from '../../../provenance/index.ts'
import { registeredVersion } from '../../../works/index.ts'
import { provenBy } from '../../attestations/keep-log.ts'
import { certificateKey } from '../../certificates/objects.ts'
import { certificatesOfWork } from '../../certificates/store.ts'
import { requestTimestamp } from '../../commands/request-timestamp.ts'
import { toHex, utf8 } from '../../log/bytes.ts'
import { formatVerifierKey } from '../../log/keys.ts'
import { logKeys } from '../../log-key.ts'
import { proveSubject, proveVersion } from '../../queries/prove-registration.ts'
import { responseOfToken } from '../../timestamps/response.ts'
import { bagOf, filesOfZip, tagManifestOf, zipOf } from '../bag.ts'
import {
  crateOf,
  draftsCsv,
  type FramePair,
  type PackageParts,
  type PassageWords,
  summaryPage,
  verifyGuide,
} from '../compose.ts'
import { type Comparison, lateFiles, MakePackageJob, packageFormat } from '../contract.ts'
import { chained, custodyLines } from '../custody.ts'
import { packageCoreKey, packageKey } from '../objects.ts'
import {
  custodyOf,
  fileOfPackage,
  insertCustody,
  insertPackageFile,
  markMade,
  type PackageRow,
  packageById,
} from '../store.ts'

/** A copy that is larger is not put into the package: its hash is. */
const copyBytesMax = 256 * 2 ** 20
const framePairsMax = 12
const frameSidePixels = 960
const passagesMax = 40
const passageCharactersMax = 4000
/** How far into a segment its pictures are taken. */
const moments = [0.1, 0.5, 0.9]

/**
 * Job `evidence.make-package`: makes the bag, enters the hash of its tag manifest in the log with the act, and adds the proof and the
 * timestamp of that. Begun again after a crash, it goes on with the bag that was entered. Throws RetryAfter while the log
 * does not cover the entry.
 */
export async function makePackage(ctx: Context, payload: unknown): Promise<void> {
  const { packageId } = parse(MakePackageJob, payload)
  const row = await packageById(ctx.db, packageId)
  if (!row) throw notFound('package')
  const stored = await fileOfPackage(ctx.db, packageId)
  if (stored && stored.timestamp !== 'pending') {
    await ctx.db.batch([...ctx.completion])
    return
  }
  const manifestSha256 = row.manifestSha256 ?? (await makeCore(ctx, row))
  ctx.progress(0.8, 'log')
  const core = await readWhole(ctx.blobs, packageCoreKey(manifestSha256))
  const { files } = filesOfZip(core)
  const { proof } = await provenBy(ctx, () => proveSubject(ctx, packageId))
  const stamped = await requestTimestamp(ctx, sha256(tagManifestOf(files)))
  if (stored && stamped.state === 'pending') {
    await ctx.db.batch([...ctx.completion])
    return
  }
  const whole = new Map([...files, [lateFiles.proof, utf8(proof)]])
  if (stamped.state === 'stamped') whole.set(lateFiles.timestamp, responseOfToken(stamped.token))
  const zip = zipOf(packageId, whole)
  const zipSha256 = toHex(sha256(zip))
  await ctx.blobs.putIfAbsent(packageKey(zipSha256), zip, 'application/zip')
  const nowMs = ctx.clock.nowMs()
  await ctx.db.batch([
    insertPackageFile({
      packageId,
      sha256: zipSha256,
      sizeBytes: zip.length,
      timestamp: stamped.state === 'stamped' ? 'granted' : stamped.state,
      storedAt: nowMs,
    }),
    ...ctx.completion,
  ])
}

/** Everything but the time, stored and entered in the log. Returns the SHA-256 of the tag manifest. */
async function makeCore(ctx: Context, row: PackageRow): Promise<string> {
  const finding = await findingInFull(ctx, row.checkId, row.matchIndex)
  if (!finding) throw notFound('match')
  const before = await custodyOf(ctx.db, row.id)
  // The moment at which it was asked for, so that a second attempt makes the same bytes.
  const made = chained(before.at(-1) ?? null, [
    { atMs: row.askedAt, actor: 'system', action: 'package.made', objectSha256: null },
  ])
  const custody = [...before, ...made]
  const bag = await bagOfFinding(ctx, row, finding, custodyLines(custody))
  const manifestSha256 = toHex(sha256(tagManifestOf(bag)))
  await ctx.blobs.putIfAbsent(packageCoreKey(manifestSha256), zipOf(row.id, bag), 'application/zip')
  const entered = chained(custody.at(-1) ?? null, [
    { atMs: ctx.clock.nowMs(), actor: 'system', action: 'package.entered', objectSha256: manifestSha256 },
  ])
  await ctx.db.batch([
    markMade(row.id, manifestSha256, ctx.clock.nowMs()),
    ...insertCustody(row.id, [...made, ...entered]),
    ...ctx.evidence.append({
      type: 'evidence.packaged',
      subjectId: row.id,
      publicId: row.id.replace('_', '-'),
      record: {
        packageId: row.id,
        registrationNumber: finding.match.registrationNumber,
        manifestSha256,
        custodyHead: made.at(-1)?.hash ?? '',
        copySha256: finding.copy.sha256,
      },
    }),
  ])
  return manifestSha256
}

async function bagOfFinding(
  ctx: Context,
  row: PackageRow,
  finding: Finding,
  custody: Uint8Array,
): Promise<Map<string, Uint8Array>> {
  const { match, copy } = finding
  const work = await registeredVersion(ctx, match.workId)
  if (!work) throw notFound('work')
  const payload = new Map<string, Uint8Array>()
  const { proof } = await provenBy(ctx, () => proveVersion(ctx, work.workId, work.version))
  payload.set('data/01-right/registration.tlog-proof', utf8(proof))
  const certificate = (await certificatesOfWork(ctx.db, work.workId)).find(
    ({ certificate: one, revocation }) => one.version === work.version && revocation === null,
  )?.certificate
  if (certificate) {
    payload.set('data/01-right/certificate.pdf', await readWhole(ctx.blobs, certificateKey(certificate.sha256)))
    payload.set('data/01-right/registration.json', utf8(canonicalJson(JSON.parse(certificate.record))))
  }
  const drafts = (await depositsOf(ctx, work.workId)).flatMap(({ name, kind, sha256: hash, enteredAt }) =>
    hash !== null && enteredAt !== null ? [{ name, kind, sha256: hash, enteredAt }] : [],
  )
  if (drafts.length > 0) payload.set('data/01-right/drafts.csv', draftsCsv(drafts))
  ctx.progress(0.2, 'copy')
  const copyPath = copy.sizeBytes <= copyBytesMax ? `data/02-capture/1/${safeName(copy.name)}` : null
  if (copyPath) payload.set(copyPath, await readWhole(ctx.blobs, objectKey(copy.sha256)))
  payload.set(
    'data/02-capture/1/capture.json',
    utf8(
      canonicalJson({
        manner: 'handed in by the registrant; not captured from the network by the registry',
        name: copy.name,
        mimeType: copy.mimeType,
        sizeBytes: copy.sizeBytes,
        sha256: copy.sha256,
        receivedAt: new Date(copy.receivedAt).toISOString(),
        isInPackage: copyPath !== null,
      }),
    ),
  )
  payload.set('data/04-custody/custody.jsonl', custody)
  ctx.progress(0.3, 'compare')
  const frames = await framesOf(ctx, finding, payload)
  const passages = await passagesOf(ctx, finding)
  const comparison = comparisonOf(row.id, finding)
  payload.set('data/05-compare/comparison.json', utf8(canonicalJson(JSON.parse(JSON.stringify(comparison)))))
  if (passages.length > 0)
    payload.set('data/05-compare/passages.json', utf8(canonicalJson(JSON.parse(JSON.stringify(passages)))))
  const [key] = await logKeys(ctx)
  const parts: PackageParts = {
    comparison,
    packageId: row.id,
    askedAtMs: row.askedAt,
    certificateNumber: certificate?.number ?? null,
    copyPath,
    frames,
    passages,
    drafts,
    logKey: key ? formatVerifierKey(key) : '',
  }
  payload.set('data/00-summary.html', summaryPage(parts))
  for (const [path, bytes] of verifyGuide(parts)) payload.set(path, bytes)
  payload.set('data/ro-crate-metadata.json', crateOf(parts, [...payload.keys()].sort()))
  return bagOf(payload, {
    'Source-Organization': '钤印 Qianyin',
    'External-Identifier': row.id,
    'Bagging-Date': new Date(row.askedAt).toISOString().slice(0, 10),
    'Bag-Software-Agent': packageFormat,
  })
}

function comparisonOf(packageId: string, { match, copy, finishedAt, algorithm }: Finding): Comparison {
  return {
    format: packageFormat,
    packageId,
    copy: { name: copy.name, mimeType: copy.mimeType, sizeBytes: copy.sizeBytes, sha256: copy.sha256 },
    work: {
      registrationNumber: match.registrationNumber,
      title: match.title,
      registeredAt: match.registeredAt,
      sha256: match.sha256,
    },
    comparedAt: new Date(finishedAt).toISOString(),
    algorithm,
    identical: match.identical,
    confidence: match.confidence,
    edits: match.edits,
    transform: match.transform,
    segments: match.segments,
    sound: match.sound,
  }
}

/** Pictures of both sides at the same moments, put into the payload. None of what has no picture. */
async function framesOf(
  ctx: Context,
  { match, copy }: Finding,
  payload: Map<string, Uint8Array>,
): Promise<FramePair[]> {
  if (copy.kind !== 'video' && copy.kind !== 'image') return []
  const timed = match.segments.filter(({ unit }) => unit === 'seconds')
  const wanted =
    timed.length === 0
      ? [{ copySeconds: 0, workSeconds: 0, speed: 1 }]
      : timed.flatMap((segment) =>
          moments.map((share) => ({
            copySeconds: segment.queryStart + share * (segment.queryEnd - segment.queryStart),
            workSeconds: segment.workStart + share * (segment.workEnd - segment.workStart),
            speed: (segment.workEnd - segment.workStart) / Math.max(0.01, segment.queryEnd - segment.queryStart),
          })),
        )
  const pictureOf = (hash: string, atSeconds: number) =>
    ctx.files.withObject(objectKey(hash), (source) =>
      ctx.media.poster(source, { atSeconds, sidePixelsMax: frameSidePixels }),
    )
  const pairs: FramePair[] = []
  const stride = Math.max(1, Math.ceil(wanted.length / framePairsMax))
  const some = wanted.filter((_, k) => k % stride === 0)
  const steady = await steadyMoments(
    ctx,
    copy.sha256,
    some.map(({ copySeconds }) => copySeconds),
  )
  for (const [i, one] of some.entries()) {
    const copySeconds = steady[i] ?? one.copySeconds
    const workSeconds = one.workSeconds + one.speed * (copySeconds - one.copySeconds)
    const name = String(i + 1).padStart(3, '0')
    const pair = {
      copyPath: `05-compare/frames/${name}-copy.webp`,
      workPath: `05-compare/frames/${name}-work.webp`,
      copySeconds,
      workSeconds,
    }
    payload.set(`data/${pair.copyPath}`, await pictureOf(copy.sha256, copySeconds))
    payload.set(`data/${pair.workPath}`, await pictureOf(match.sha256, workSeconds))
    pairs.push(pair)
    ctx.progress(0.3 + (0.4 * (i + 1)) / framePairsMax, 'compare')
  }
  return pairs
}

async function passagesOf(ctx: Context, { match, copy }: Finding): Promise<PassageWords[]> {
  const segments = match.segments.filter(({ unit }) => unit === 'characters').slice(0, passagesMax)
  if (segments.length === 0) return []
  const wordsOf = (hash: string, ranges: readonly { from: number; to: number }[]) =>
    ctx.files.withObject(objectKey(hash), (source) =>
      ctx.media.passages(
        source,
        ranges.map(({ from, to }) => ({ from, to: Math.min(to, from + passageCharactersMax) })),
      ),
    )
  const [copied, original] = await Promise.all([
    wordsOf(
      copy.sha256,
      segments.map(({ queryStart, queryEnd }) => ({ from: queryStart, to: queryEnd })),
    ),
    wordsOf(
      match.sha256,
      segments.map(({ workStart, workEnd }) => ({ from: workStart, to: workEnd })),
    ),
  ])
  return segments.map((_, i) => ({ copy: copied[i] ?? '', work: original[i] ?? '' }))
}

/** A name that any system unpacks: no separators, nothing invisible, not too long. */
const safeName = (name: string): string => {
  const clean = name.replace(/[\p{Cc}\p{Cf}/\\:*?"<>|%]+/gu, '_').replace(/^\.+/, '_')
  const cut = Array.from(clean).slice(-80).join('')
  return cut === '' || cut === 'capture.json' ? `_${cut}` : cut
}

async function readWhole(blobs: Pick<Blobs, 'get'>, key: string): Promise<Uint8Array> {
  const found = await blobs.get(key)
  if (!found) throw new AppError('Unavailable', 'storage_unavailable', `${key} is missing from the store`)
  return new Uint8Array(await new Response(found.body as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer())
}
