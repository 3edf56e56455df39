import { availableParallelism } from 'node:os'
import { z } from 'zod'
import { MEDIA_LIMITS } from '../../ports/media.ts'

const list = (text: string) =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')

const count = (fallback: number) => z.coerce.number().int().min(1).default(fallback)

const Environment = z
  .object({
    QIANYIN_DATA: z.string().min(1).default('./data'),
    QIANYIN_HOST: z.string().min(1).default('127.0.0.1'),
    QIANYIN_PORT: z.coerce.number().int().min(0).max(65_535).default(8787),
    QIANYIN_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
    QIANYIN_TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
    QIANYIN_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
    QIANYIN_MAIL_FROM: z.string().min(3).default('Qianyin <no-reply@localhost>'),
    QIANYIN_SECRET_KEY: z.string().min(1).optional(),
    QIANYIN_SECRET_KEYS_OLD: z.string().default('').transform(list),
    QIANYIN_TSA_URLS: z
      .string()
      .default('')
      .transform(list)
      .pipe(z.array(z.union([z.literal('development'), z.url({ protocol: /^https?$/ })]))),
    QIANYIN_TSA_ROOTS: z.string().min(1).optional(),
    QIANYIN_TSA_MINUTES: count(5),
    QIANYIN_ANCHOR: z.enum(['off', 'btoe']).default('off'),
    QIANYIN_ANCHOR_SECRET_ID: z.string().min(1).optional(),
    QIANYIN_ANCHOR_SECRET_KEY: z.string().min(1).optional(),
    QIANYIN_ANCHOR_REGION: z.string().min(1).default('ap-guangzhou'),
    QIANYIN_ANCHOR_HOURS: count(24),
    /** Read as a whole at the start, with their quorum. */
    QIANYIN_WITNESSES: z.string().default(''),
    QIANYIN_WITNESS_QUORUM: z.coerce.number().int().min(0).optional(),
    QIANYIN_LOG: z.enum(['error', 'warn', 'info']).optional(),
    QIANYIN_FILE_SIZE_BYTES_MAX: count(MEDIA_LIMITS.sizeBytesMax),
    QIANYIN_PICTURE_PIXELS_MAX: count(MEDIA_LIMITS.pixelsMax),
    QIANYIN_DURATION_SECONDS_MAX: count(MEDIA_LIMITS.durationSecondsMax),
    QIANYIN_MEDIA_TIME_LIMIT_SECONDS: count(MEDIA_LIMITS.wallTimeMs / 1000),
    QIANYIN_MEDIA_WORKERS: count(Math.min(4, availableParallelism())),
    QIANYIN_EXAMINE: z.enum(['here', 'remote']).default('here'),
    QIANYIN_CERTIFICATES: z.enum(['here', 'off']).default('here'),
    QIANYIN_SEAL_P12: z.string().min(1).optional(),
    QIANYIN_SEAL_PASSWORD: z.string().default(''),
    QIANYIN_JOB_LEASE_SECONDS: count(30),
    QIANYIN_S3_BUCKET: z.string().min(3).optional(),
    QIANYIN_S3_ENDPOINT: z.url().optional(),
    QIANYIN_S3_REGION: z.string().min(1).default('auto'),
    QIANYIN_S3_PREFIX: z.string().default(''),
    QIANYIN_S3_ACCESS_KEY_ID: z.string().min(1).optional(),
    QIANYIN_S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  })
  .refine((env) => !env.QIANYIN_S3_BUCKET || (env.QIANYIN_S3_ACCESS_KEY_ID && env.QIANYIN_S3_SECRET_ACCESS_KEY), {
    path: ['QIANYIN_S3_BUCKET'],
    message: 'needs QIANYIN_S3_ACCESS_KEY_ID and QIANYIN_S3_SECRET_ACCESS_KEY',
  })
  .refine((env) => env.QIANYIN_ANCHOR === 'off' || (env.QIANYIN_ANCHOR_SECRET_ID && env.QIANYIN_ANCHOR_SECRET_KEY), {
    path: ['QIANYIN_ANCHOR'],
    message: 'needs QIANYIN_ANCHOR_SECRET_ID and QIANYIN_ANCHOR_SECRET_KEY',
  })
  .refine((env) => env.QIANYIN_TSA_ROOTS || env.QIANYIN_TSA_URLS.every((url) => url === 'development'), {
    path: ['QIANYIN_TSA_URLS'],
    message: 'needs QIANYIN_TSA_ROOTS, the certificates that the authorities are known by',
  })

export type Config = z.infer<typeof Environment>

/** Settings that are wrong, one line each. */
export class ConfigError extends Error {}

/** Reads the settings of `.env.example` from the environment. Throws ConfigError that lists every mistake at once. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const result = Environment.safeParse(given)
  if (result.success) return result.data
  const lines = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new ConfigError(`The settings cannot be used:\n  ${lines.join('\n  ')}`)
}
