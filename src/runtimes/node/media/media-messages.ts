import { AppError, type ErrorKind } from '../../../kernel/errors.ts'
import type { MediaLimits, PosterOptions, TextRange } from '../../../ports/media.ts'

export type MediaTask =
  | { name: 'inspect'; path: string; limits: MediaLimits }
  | { name: 'fingerprint'; path: string; limits: MediaLimits; threads: number }
  | { name: 'poster'; path: string; limits: MediaLimits; threads: number; options: PosterOptions }
  | { name: 'passages'; path: string; limits: MediaLimits; ranges: readonly TextRange[] }

export interface WireError {
  kind: ErrorKind
  code: string
  message: string
  details: Record<string, string | number>
}

export type MediaReply =
  | { type: 'progress'; id: number; fraction: number }
  | { type: 'done'; id: number; value: unknown }
  | { type: 'failed'; id: number; error: WireError | null; reason: string }

export const toWireError = (cause: unknown): WireError | null =>
  cause instanceof AppError
    ? { kind: cause.kind, code: cause.code, message: cause.message, details: { ...cause.details } }
    : null

export const fromWireError = (error: WireError): AppError =>
  new AppError(error.kind, error.code, error.message, { details: error.details })
