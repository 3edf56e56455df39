import { sealSecrets, tidyAccounts } from '../../domains/accounts/index.ts'
import {
  btoeAnchor,
  certificatesOfPem,
  evidenceLog,
  httpAuthority,
  keepLog,
  logOrigin,
  openLog,
  readWitnesses,
} from '../../domains/evidence/index.ts'
import { refreshLapsed } from '../../domains/licensing/listings/refresh-openings.ts'
import { createApp } from '../../http/app.ts'
import type { RequestBase } from '../../http/sign-in.ts'
import { databaseQueue } from '../../jobs/queue.ts'
import { type RunnerOptions, runNextJob } from '../../jobs/runner.ts'
import { AppError } from '../../kernel/errors.ts'
import { sealedSecrets } from '../../kernel/sealed-secrets.ts'
import type { Clock } from '../../ports/clock.ts'
import { MEDIA_LIMITS } from '../../ports/media.ts'
import type { Config } from './config.ts'
import { d1Db } from './d1-db.ts'
import { outsideWorld } from './outside-world.ts'
import { workersPasswords } from './passwords.ts'
import { r2Blobs } from './r2-blobs.ts'
import { smtpMail, unavailableMail } from './smtp-mail.ts'
import { unavailableFiles } from './unavailable-files.ts'
import { unavailableMedia, unavailableSearchIndex } from './unavailable-media.ts'

export interface WorkersHome {
  fetch(request: Request): Response | Promise<Response>
  /** Runs light jobs until none is due, or `jobsMax` have run: D1 answers only so many queries to one invocation. */
  runLightJobs(jobsMax: number): Promise<void>
  /** Publishes what jobs have left of the log, and has it stamped. */
  keepLog(): Promise<void>
  /** Drops what has ended. */
  tidy(): Promise<void>
}

type Log = (event: Record<string, unknown>) => void

/** The application over D1 and R2. Media jobs stay in the queue for a media worker. */
export function openWorkersHome(config: Config): WorkersHome {
  const log = jsonLog(config.QIANYIN_LOG)
  const db = d1Db(config.DB)
  const blobs = r2Blobs(config.FILES)
  const vault = sealedSecrets([...config.QIANYIN_SECRET_KEY, ...config.QIANYIN_SECRET_KEYS_OLD])
  const clock: Clock = { nowMs: () => Date.now() }
  const queue = databaseQueue(db, clock)
  const base: RequestBase = {
    db,
    blobs,
    files: unavailableFiles,
    media: unavailableMedia,
    index: unavailableSearchIndex,
    mail: config.QIANYIN_SMTP_URL
      ? smtpMail({ url: config.QIANYIN_SMTP_URL, from: config.QIANYIN_MAIL_FROM })
      : unavailableMail,
    outside: outsideWorld,
    passwords: workersPasswords,
    vault,
    queue,
    evidence: evidenceLog(queue, clock),
    witnesses: readWitnesses(config.QIANYIN_WITNESSES, config.QIANYIN_WITNESS_QUORUM),
    timestampAuthorities: authoritiesOf(config),
    anchor:
      config.QIANYIN_ANCHOR === 'off'
        ? null
        : btoeAnchor(
            {
              id: config.QIANYIN_ANCHOR_SECRET_ID,
              secret: config.QIANYIN_ANCHOR_SECRET_KEY,
              region: config.QIANYIN_ANCHOR_REGION,
            },
            { outside: outsideWorld, clock },
          ),
    // Type of 30 MB and the pages made of it do not fit beside the rest in a Worker: a Node home prints.
    office: {
      address: config.QIANYIN_PUBLIC_URL ? new URL(config.QIANYIN_PUBLIC_URL).origin : 'http://localhost:8787',
      print: null,
      seal: null,
    },
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
      },
    },
  }
  const runner: RunnerOptions = {
    lanes: ['light'],
    worker: `workers:${crypto.randomUUID()}`,
    leaseMs: 30_000,
    attemptsMax: 5,
    log,
  }
  const app = createApp(base, {
    door: {
      // Cloudflare routes only the names that are ours to this Worker.
      originOf: ({ url }) => new URL(config.QIANYIN_PUBLIC_URL ?? url).origin,
      // Set by Cloudflare itself, whatever the visitor sent.
      addressOf: (c) => c.req.header('CF-Connecting-IP') ?? '',
    },
    // Accepting a file means reading its bytes, which nothing here can: better no upload than one that ends in a refusal.
    uploads: async () => {
      throw new AppError('Unavailable', 'media_worker_needed', 'Files are taken only where a media worker runs')
    },
    ready: () =>
      readiness({
        database: () => db.rows({ sql: 'SELECT 1 FROM jobs LIMIT 1', params: [] }),
        files: () => blobs.head('readyz'),
      }),
    lending: runner,
    log,
  })
  const never = new AbortController().signal
  const logOpened = once(async () => {
    if (await vault.ready()) await openLog(base, logOrigin(config.QIANYIN_PUBLIC_URL))
  })

  return {
    fetch: (request) => app.fetch(request),
    tidy: async () => {
      await tidyAccounts(base)
      await refreshLapsed(base)
      if (await vault.ready()) await sealSecrets(base)
    },
    keepLog: async () => {
      try {
        await logOpened()
        await keepLog(base)
      } catch (error) {
        log({ level: 'error', event: 'log.failed', error: String(error) })
      }
    },
    runLightJobs: async (jobsMax) => {
      try {
        await logOpened()
        let ran = 0
        while (ran < jobsMax && (await runNextJob(base, runner, never))) ran += 1
      } catch (error) {
        log({ level: 'error', event: 'runner.failed', error: String(error) })
      }
    },
  }
}

/** Throws AppError `certificate_malformed` for authorities without the certificates that they are known by. */
function authoritiesOf({ QIANYIN_TSA_URLS: urls, QIANYIN_TSA_ROOTS: pem }: Config) {
  if (urls.length === 0) return []
  const roots = certificatesOfPem(pem)
  return urls.map((url) => httpAuthority(url, roots, outsideWorld))
}

async function readiness(parts: Record<string, () => Promise<unknown>>) {
  const checks: Record<string, string> = {}
  for (const [name, check] of Object.entries(parts)) {
    checks[name] = await check().then(
      () => 'ok',
      (error: unknown) => String(error),
    )
  }
  return { ok: Object.values(checks).every((state) => state === 'ok'), checks }
}

/** What is done the first time, and again only where it failed. */
function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return async () => {
    done ??= work()
    await done.catch((error: unknown) => {
      done = undefined
      throw error
    })
  }
}

/** Workers Logs keeps what is written to the console, and gives it the time. */
function jsonLog(level: Config['QIANYIN_LOG']): Log {
  const order = ['error', 'warn', 'info'] as const
  const shown = new Set<unknown>(order.slice(0, order.indexOf(level) + 1))
  return (event) => {
    if (shown.has(event.level)) console.log(JSON.stringify(event))
  }
}
