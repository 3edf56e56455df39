import { mkdirSync } from 'node:fs'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sealSecrets } from '../../domains/accounts/index.ts'
import {
  btoeAnchor,
  evidenceLog,
  logOrigin,
  openCertificateKeys,
  openLog,
  readWitnesses,
} from '../../domains/evidence/index.ts'
import { issueCertificateJob } from '../../domains/evidence/jobs.ts'
import { indexContents } from '../../domains/fingerprints/index.ts'
import type { RequestBase } from '../../http/sign-in.ts'
import { databaseQueue } from '../../jobs/queue.ts'
import { remoteJobs } from '../../jobs/rooms.ts'
import type { RunnerOptions } from '../../jobs/runner.ts'
import { endLeases, runningTokens } from '../../jobs/store.ts'
import { AppError } from '../../kernel/errors.ts'
import { sealedSecrets } from '../../kernel/sealed-secrets.ts'
import type { Seal } from '../../ports/certificates.ts'
import type { Clock } from '../../ports/clock.ts'
import { MEDIA_LIMITS } from '../../ports/media.ts'
import type { OutsideWorld } from '../../ports/outside-world.ts'
import { createPrinter } from './certificates/printer.ts'
import { type Config, ConfigError } from './config.ts'
import { diskBlobs } from './disk-blobs.ts'
import { localFiles } from './local-files.ts'
import type { Log } from './log.ts'
import { createNodeMedia } from './media/node-media.ts'
import { outsideWorld } from './outside-world.ts'
import { nodePasswords } from './passwords.ts'
import { createNodeSearchIndex } from './search/node-search-index.ts'
import { secretKeys } from './secret-key.ts'
import { outboxMail, smtpMail } from './smtp-mail.ts'
import { openSqlite, type SqliteDb } from './sqlite-db.ts'
import { timestampAuthorities } from './timestamp-authorities.ts'

export const projectDir = fileURLToPath(new URL('../../../', import.meta.url))

export interface NodeHome {
  base: RequestBase
  db: SqliteDb
  uploadsDir: string
  indexDir: string
  runner: RunnerOptions
  close(): Promise<void>
}

/**
 * Everything that a server or a command needs, over one data directory. Several processes may share it; a server writes the
 * index to the disk, commands only read it there.
 */
export async function openNodeHome(
  config: Config,
  log: Log,
  { keepsIndex }: { keepsIndex: boolean } = { keepsIndex: false },
): Promise<NodeHome> {
  const data = resolve(config.QIANYIN_DATA)
  mkdirSync(data, { recursive: true })
  const db = openSqlite(join(data, 'qianyin.db'), join(projectDir, 'migrations'))
  const vault = sealedSecrets(secretKeys(config, data))
  const clock: Clock = { nowMs: () => Date.now() }
  const queue = databaseQueue(db, clock)
  const uploadsDir = join(data, 'uploads')
  const blobs = await openBlobs(config, data)
  const media = createNodeMedia({ concurrency: config.QIANYIN_MEDIA_WORKERS })
  const outside = outsideWorld()
  const indexDir = join(data, 'index')
  const index = createNodeSearchIndex({ dir: indexDir, contents: indexContents, writes: keepsIndex }, log)
  const printer = createPrinter()
  const prints = config.QIANYIN_CERTIFICATES === 'here'
  const seal = await sealOf(config)
  const base: RequestBase = {
    db,
    blobs,
    files: localFiles({ uploadsDir, tempDir: join(data, 'tmp'), blobs }),
    media,
    index,
    mail: config.QIANYIN_SMTP_URL
      ? smtpMail({ url: config.QIANYIN_SMTP_URL, from: config.QIANYIN_MAIL_FROM })
      : outboxMail,
    outside,
    passwords: nodePasswords,
    vault,
    queue,
    evidence: evidenceLog(queue, clock),
    witnesses: witnessesOf(config),
    timestampAuthorities: await timestampAuthorities(config, data, outside),
    anchor: anchorOf(config, { outside, clock }),
    office: { address: addressOf(config), print: prints ? printer.print : null, seal },
    clock,
    limits: {
      timestampEveryMs: config.QIANYIN_TSA_MINUTES * 60_000,
      anchorEveryMs: config.QIANYIN_ANCHOR_HOURS * 3_600_000,
      fileSizeBytesMax: config.QIANYIN_FILE_SIZE_BYTES_MAX,
      media: {
        ...MEDIA_LIMITS,
        sizeBytesMax: config.QIANYIN_FILE_SIZE_BYTES_MAX,
        pixelsMax: config.QIANYIN_PICTURE_PIXELS_MAX,
        durationSecondsMax: config.QIANYIN_DURATION_SECONDS_MAX,
        wallTimeMs: config.QIANYIN_MEDIA_TIME_LIMIT_SECONDS * 1000,
      },
    },
  }
  await endLeasesOfTheDead(db, clock.nowMs())
  await vault.ready()
  await sealSecrets(base)
  await openLog(base, logOrigin(config.QIANYIN_PUBLIC_URL))
  if (prints) await openCertificateKeys(base)
  return {
    base,
    db,
    uploadsDir,
    indexDir,
    runner: {
      lanes: ['media', 'light'],
      exceptNames: [
        ...(config.QIANYIN_EXAMINE === 'remote' ? Object.keys(remoteJobs) : []),
        ...(prints ? [] : [issueCertificateJob]),
      ],
      worker: `${hostname()}:${process.pid}`,
      leaseMs: config.QIANYIN_JOB_LEASE_SECONDS * 1000,
      attemptsMax: 5,
      log,
    },
    close: async () => {
      await Promise.all([media.close(), index.close(), printer.close()])
      db.close()
    },
  }
}

async function sealOf({ QIANYIN_SEAL_P12: path, QIANYIN_SEAL_PASSWORD: password }: Config): Promise<Seal | null> {
  if (!path) return null
  const { readP12Seal } = await import('./certificates/p12-seal.ts')
  return readP12Seal(path, password)
}

/** Where browsers see us. */
export const addressOf = ({ QIANYIN_PUBLIC_URL: url, QIANYIN_PORT: port }: Config): string =>
  url ? new URL(url).origin : `http://localhost:${port}`

function witnessesOf({ QIANYIN_WITNESSES: text, QIANYIN_WITNESS_QUORUM: quorum }: Config) {
  try {
    return readWitnesses(text, quorum)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    throw new ConfigError(`The settings cannot be used:\n  QIANYIN_WITNESSES: ${error.message}`)
  }
}

const anchorOf = (config: Config, world: { outside: OutsideWorld; clock: Clock }) =>
  config.QIANYIN_ANCHOR === 'off'
    ? null
    : btoeAnchor(
        {
          id: config.QIANYIN_ANCHOR_SECRET_ID ?? '',
          secret: config.QIANYIN_ANCHOR_SECRET_KEY ?? '',
          region: config.QIANYIN_ANCHOR_REGION,
        },
        world,
      )

async function openBlobs(config: Config, data: string) {
  const { QIANYIN_S3_BUCKET: bucket, QIANYIN_S3_ENDPOINT: endpoint } = config
  if (!bucket) return diskBlobs(join(data, 'blobs'))
  // A fifth of what a command would load, and needless over a disk.
  const { s3Blobs, s3Client } = await import('./s3-blobs.ts')
  const client = s3Client({
    ...(endpoint ? { endpoint } : {}),
    region: config.QIANYIN_S3_REGION,
    accessKeyId: config.QIANYIN_S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: config.QIANYIN_S3_SECRET_ACCESS_KEY ?? '',
    pathStyle: endpoint !== undefined,
  })
  return s3Blobs({ client, bucket, prefix: config.QIANYIN_S3_PREFIX })
}

/** A process of this machine that was killed holds its leases for a while yet; its jobs need not wait for that. */
async function endLeasesOfTheDead(db: SqliteDb, nowMs: number): Promise<void> {
  const workers = new Set((await runningTokens(db)).map((token) => token.split(':').slice(0, 2).join(':')))
  const gone = [...workers].filter((worker) => {
    const [host, pid] = worker.split(':')
    return host === hostname() && (Number(pid) === process.pid || !isAlive(Number(pid)))
  })
  await db.batch(gone.map((worker) => endLeases(`${worker}:`, nowMs)))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
