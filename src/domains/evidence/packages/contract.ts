import { z } from 'zod'
import { MatchSegment, PictureTransform } from '../../fingerprints/contract.ts'

export const PackageInput = z.strictObject({
  checkId: z.string().max(60),
  /** Which of the matches of the check, from 0. */
  match: z.number().int().min(0).max(1000).default(0),
})
export type PackageInput = z.input<typeof PackageInput>

/** `failed`: the machine gave it up; asking again tries again. */
export const packageStates = ['making', 'made', 'failed'] as const

export const PackageView = z.object({
  id: z.string(),
  checkId: z.string(),
  match: z.number().int(),
  state: z.enum(packageStates),
  /** 0 to 1 while it is being made. */
  progress: z.number().min(0).max(1),
  askedAt: z.iso.datetime(),
  madeAt: z.iso.datetime().nullable(),
  sizeBytes: z.number().int().nullable(),
  /** Of the tag manifest, which is what the log and the timestamp hold. */
  manifestSha256: z.string().nullable(),
  /** `pending`: no authority could be had; asking again asks again. */
  timestamp: z.enum(['granted', 'pending', 'off']).nullable(),
})
export type PackageView = z.infer<typeof PackageView>
export const PackageList = z.object({ items: z.array(PackageView) })
export const PackageListQuery = z.object({ checkId: z.string().max(60) })

export const MakePackageJob = z.object({ packageId: z.string() })

export const custodyActions = [
  'copy.received',
  'copy.compared',
  'package.asked',
  'package.made',
  'package.entered',
  'package.handed_out',
] as const

const hash = z.string().regex(/^[0-9a-f]{64}$/)

/** One line of `custody.jsonl`: `hash` is SHA-256 over the others as RFC 8785 writes them, `prev` that of the line before. */
export const CustodyEntry = z.strictObject({
  seq: z.number().int().min(1),
  at: z.iso.datetime(),
  /** An id of the registry, or `system`. */
  actor: z.string(),
  action: z.enum(custodyActions),
  objectSha256: hash.nullable(),
  prev: hash,
  hash,
})
export type CustodyEntry = z.infer<typeof CustodyEntry>

export const packageFormat = 'qianyin-evidence-package/1'

/** `data/05-compare/comparison.json`: what the matcher found. */
export const Comparison = z.object({
  format: z.literal(packageFormat),
  packageId: z.string(),
  copy: z.object({ name: z.string(), mimeType: z.string(), sizeBytes: z.number().int(), sha256: hash }),
  work: z.object({ registrationNumber: z.string(), title: z.string(), registeredAt: z.string(), sha256: hash }),
  comparedAt: z.iso.datetime(),
  algorithm: z.string(),
  identical: z.boolean(),
  confidence: z.number(),
  edits: z.array(z.string()),
  transform: PictureTransform.nullable(),
  segments: z.array(MatchSegment),
  sound: z.object({ confidence: z.number(), segments: z.array(MatchSegment) }).nullable(),
})
export type Comparison = z.infer<typeof Comparison>

/** What the log commits to of a package. */
export const PackagedRecord = z.object({
  packageId: z.string(),
  registrationNumber: z.string(),
  manifestSha256: hash,
  custodyHead: hash,
  copySha256: hash,
})
export type PackagedRecord = z.infer<typeof PackagedRecord>

/** Files of the bag that came after its manifests, and so are in none of them. */
export const lateFiles = { proof: 'packaged.tlog-proof', timestamp: 'packaged.tsr' } as const
