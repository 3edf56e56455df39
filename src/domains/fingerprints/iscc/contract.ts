import { z } from 'zod'

const Code = z.string().regex(/^ISCC:[A-Z2-7]+$/)

/** A file's ISCC (ISO 24138:2024): the code of all units together, and each unit alone with 256 bits of hash. */
export const FileIscc = z.object({
  sha256: z.string(),
  episode: z.number().int().nullable(),
  iscc: Code,
  content: Code.nullable(),
  data: Code,
  instance: Code,
})
export type FileIscc = z.infer<typeof FileIscc>

export const VersionIscc = z.object({
  version: z.number().int(),
  /** From title and synopsis; null without a title. */
  meta: Code.nullable(),
  /** What has been examined of the version's files, in their order. */
  files: z.array(FileIscc),
})
export type VersionIscc = z.infer<typeof VersionIscc>

/** Newest first. */
export const WorkIscc = z.object({ versions: z.array(VersionIscc) })
export type WorkIscc = z.infer<typeof WorkIscc>
