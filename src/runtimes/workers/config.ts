import type { D1Database, R2Bucket } from '@cloudflare/workers-types'
import { z } from 'zod'
import { secretKeyBytes } from '../../kernel/sealed-secrets.ts'
import { MEDIA_LIMITS } from '../../ports/media.ts'

const binding = <T>(...methods: (keyof T)[]) =>
  z.custom<T>(
    (value) => typeof value === 'object' && value !== null && methods.every((method) => method in value),
    'is not bound in wrangler.toml',
  )
const unset = z.literal('').transform(() => undefined)
const secretKeyList = z.string().transform((list, context) =>
  list.split(',').flatMap((text) => {
    const bytes = secretKeyBytes(text.trim())
    if (!bytes) context.addIssue('is not 32 bytes in base64 or hex')
    return bytes ? [bytes] : []
  }),
)
const count = (fallback: number) =>
  z
    .union([unset, z.coerce.number().int().min(1)])
    .optional()
    .transform((value) => value ?? fallback)

const Bindings = z.object({
  DB: binding<D1Database>('prepare', 'batch'),
  FILES: binding<R2Bucket>('get', 'put'),
  QIANYIN_PUBLIC_URL: z.union([unset, z.url({ protocol: /^https?$/ })]).optional(),
  QIANYIN_SMTP_URL: z.union([unset, z.url({ protocol: /^smtps?$/ })]).optional(),
  QIANYIN_MAIL_FROM: z.string().min(3).default('Qianyin <no-reply@localhost>'),
  QIANYIN_SECRET_KEY: z.union([unset.transform(() => []), secretKeyList]).default([]),
  QIANYIN_SECRET_KEYS_OLD: z.union([unset.transform(() => []), secretKeyList]).default([]),
  QIANYIN_TSA_URLS: z
    .string()
    .default('')
    .transform((list) => list.split(',').flatMap((url) => url.trim() || []))
    .pipe(z.array(z.url({ protocol: /^https?$/ }))),
  /** The certificates themselves, as PEM. */
  QIANYIN_TSA_ROOTS: z.string().default(''),
  QIANYIN_TSA_MINUTES: count(5),
  QIANYIN_ANCHOR: z.enum(['off', 'btoe']).default('off'),
  QIANYIN_ANCHOR_SECRET_ID: z.string().default(''),
  QIANYIN_ANCHOR_SECRET_KEY: z.string().default(''),
  QIANYIN_ANCHOR_REGION: z.string().default('ap-guangzhou'),
  QIANYIN_ANCHOR_HOURS: count(24),
  /** Read as a whole at the start, with their quorum. */
  QIANYIN_WITNESSES: z.string().default(''),
  QIANYIN_WITNESS_QUORUM: z.union([unset, z.coerce.number().int().min(0)]).optional(),
  QIANYIN_LOG: z.enum(['error', 'warn', 'info']).default('info'),
  QIANYIN_FILE_SIZE_BYTES_MAX: count(MEDIA_LIMITS.sizeBytesMax),
  QIANYIN_PICTURE_PIXELS_MAX: count(MEDIA_LIMITS.pixelsMax),
  QIANYIN_DURATION_SECONDS_MAX: count(MEDIA_LIMITS.durationSecondsMax),
})

export type Config = z.infer<typeof Bindings>

/** Reads the bindings and vars of wrangler.toml. Throws an Error that lists every mistake at once. */
export function readConfig(env: unknown): Config {
  const result = Bindings.safeParse(env)
  if (result.success) return result.data
  const lines = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`The settings cannot be used:\n  ${lines.join('\n  ')}`)
}
