import { z } from 'zod'

export const mediaKinds = ['image', 'video', 'audio', 'text'] as const
export const MediaKind = z.enum(mediaKinds)
export type MediaKind = z.infer<typeof MediaKind>

/**
 * `storing`: bytes arrived, hashes being taken. `examining`: stored, the whole file is being read and fingerprinted.
 * `ready`: sound, can be registered and checked. `refused`: for good, see `refusal`. `failed`: the machine could not do it.
 */
export const fileStates = ['storing', 'examining', 'ready', 'refused', 'failed'] as const
export const FileState = z.enum(fileStates)

export const AcceptFileInput = z.strictObject({ uploadId: z.string().regex(/^[A-Za-z0-9_-]{16,80}$/) })
export type AcceptFileInput = z.infer<typeof AcceptFileInput>

export const FileView = z.object({
  id: z.string(),
  name: z.string(),
  kind: MediaKind,
  mimeType: z.string(),
  sizeBytes: z.number().int(),
  state: FileState,
  /** 0 to 1 over storing and examining together. */
  progress: z.number().min(0).max(1),
  refusal: z.object({ code: z.string(), message: z.string() }).nullable(),
  sha256: z.string().nullable(),
  sm3: z.string().nullable(),
  widthPixels: z.number().nullable(),
  heightPixels: z.number().nullable(),
  durationSeconds: z.number().nullable(),
  hasPoster: z.boolean(),
  createdAt: z.iso.datetime(),
})
export type FileView = z.infer<typeof FileView>

/** Kept as it came, whatever it is: hashed and stored, never decoded. */
export const documentStates = ['storing', 'stored', 'failed'] as const
export const DocumentView = z.object({
  id: z.string(),
  name: z.string(),
  sizeBytes: z.number().int(),
  state: z.enum(documentStates),
  progress: z.number().min(0).max(1),
  sha256: z.string().nullable(),
  sm3: z.string().nullable(),
})
export type DocumentView = z.infer<typeof DocumentView>

export const StoreDocumentJob = z.object({ documentId: z.string() })
export const StoreFileJob = z.object({ fileId: z.string() })
export const DropRefusedJob = z.object({ sha256: z.string() })
