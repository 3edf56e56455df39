import { basename } from 'node:path'
import type { WorkCertificates } from '../../../domains/evidence/certificates/contract.ts'
import type { FileView } from '../../../domains/files/contract.ts'
import type { WorkDraftInput, WorkKind, WorkView } from '../../../domains/works/contract.ts'
import { AppError, invalid } from '../../../kernel/errors.ts'

/** Where works are registered: the registry of this machine, or one that is reached by its API. */
export interface Registrar {
  read(workId: string): Promise<WorkView>
  /** Takes in files of this machine; resolves when all are ready. Throws Invalid, naming the file, when one is refused. */
  readyFiles(paths: readonly string[]): Promise<FileView[]>
  create(work: { kind: WorkKind; draft: WorkDraftInput }): Promise<WorkView>
  amend(workId: string): Promise<WorkView>
  save(workId: string, change: { revision: number; draft: WorkDraftInput }): Promise<WorkView>
  register(workId: string, draft: { revision: number }): Promise<WorkView>
  discard(workId: string): Promise<void>
  /** Waits, where that can be known, until the next command can match what was registered. */
  settled(workId: string): Promise<void>
  /**
   * The certificate of the newest version as PDF, once it is issued. Throws Conflict `prior_unanswered`, Invalid `glyph_missing`,
   * Unavailable `certificate_failed`, `certificate_printer_needed`.
   */
  certificate(workId: string): Promise<Uint8Array>
}

/** Whether there is nothing to wait for any more: the number of the certificate, or null for not yet. Throws as `certificate`. */
export function issuedIn({ state, obstacle, items, version }: WorkCertificates): string | null {
  if (state === 'issued') return items.find((one) => one.version === version)?.number ?? null
  if (state === 'hindered') {
    const code = obstacle?.code ?? 'certificate_failed'
    const said = Object.values(obstacle?.details ?? {}).join(', ')
    const kind = code === 'prior_unanswered' ? 'Conflict' : 'Invalid'
    throw new AppError(kind, code, `The work is registered, and has no certificate${said ? `: ${said}` : ''}`)
  }
  if (state === 'failed')
    throw new AppError(
      'Unavailable',
      'certificate_failed',
      'The work is registered, and its certificate could not be made',
    )
  if (state === 'elsewhere')
    throw new AppError(
      'Unavailable',
      'certificate_printer_needed',
      'The work is registered; certificates are made only where a home that prints them runs',
    )
  return null
}

export const isReading = ({ state }: FileView): boolean => state === 'storing' || state === 'examining'

export const refusalOf = ({ refusal }: FileView, path: string): unknown =>
  named(invalid(refusal?.code ?? 'media_broken', refusal?.message ?? 'The file could not be read'), path)

/** Says which file is meant. */
export const named = (error: unknown, path: string): unknown =>
  error instanceof AppError ? new AppError(error.kind, error.code, `${basename(path)}: ${error.message}`, error) : error
