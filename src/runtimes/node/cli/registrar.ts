import { basename } from 'node:path'
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
}

export const isReading = ({ state }: FileView): boolean => state === 'storing' || state === 'examining'

export const refusalOf = ({ refusal }: FileView, path: string): unknown =>
  named(invalid(refusal?.code ?? 'media_broken', refusal?.message ?? 'The file could not be read'), path)

/** Says which file is meant. */
export const named = (error: unknown, path: string): unknown =>
  error instanceof AppError ? new AppError(error.kind, error.code, `${basename(path)}: ${error.message}`, error) : error
