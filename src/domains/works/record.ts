import type { Json } from '../../kernel/canonical-json.ts'
import type { WorkDraft, WorkKind } from './contract.ts'

interface RecordedFile {
  kind: string
  sizeBytes: number
  sha256: string | null
  sm3: string | null
}

/**
 * What a registration says, as the transparency log commits to it: what the public entry of the register shows, and no more.
 * `files` are in the order of the draft's.
 */
export function registrationRecord(
  work: { id: string; kind: WorkKind; organisationId: string },
  version: number,
  draft: WorkDraft,
  files: readonly RecordedFile[],
): { readonly [name: string]: Json } {
  const { posterFileId: _poster, files: parts, ...said } = draft
  return {
    ...said,
    workId: work.id,
    kind: work.kind,
    organisationId: work.organisationId,
    version,
    files: files.map(({ kind, sizeBytes, sha256, sm3 }, i) => ({
      kind,
      sizeBytes,
      sha256,
      sm3,
      episode: parts[i]?.episode ?? null,
    })),
  }
}
