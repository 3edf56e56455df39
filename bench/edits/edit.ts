import { createHash } from 'node:crypto'
import type { MediaKind } from '../../src/ports/media.ts'
import { seeded } from '../../test/kit/media.ts'

/** A file of the corpus. `key` is what it is registered under. */
export interface Source {
  key: string
  path: string
  kind: MediaKind
  /** 0 for pictures and texts. */
  durationSeconds: number
}

/** Which part of a copy is which part of a work: seconds, or code points of a text; all 0 for pictures. */
export interface Piece {
  work: string
  queryStart: number
  queryEnd: number
  workStart: number
  workEnd: number
}

/** A copy, what must be found in it, and what else is in it and may be found without being wrong. */
export interface Copy {
  path: string
  pieces: Piece[]
  also: string[]
}

export interface EditContext {
  source: Source
  /** Further files of the same kind, never empty, without the source. */
  others: readonly Source[]
  /** Recordings of people talking, for edits that need them; may be empty. */
  voices: readonly string[]
  /** 0..1, the same for the same seed, edit and file. */
  random: () => number
  /** Path for the copy, without an extension. */
  output: string
}

export interface Edit {
  name: string
  /** Edits of one group share a target. */
  group: string
  needsVoices?: boolean
  make(context: EditContext): Promise<Copy>
}

/** Random numbers that depend on the run's seed, the edit and the file alone, so that every edit can be made by itself. */
export const editRandom = (seed: number, edit: string, key: string): (() => number) =>
  seeded(createHash('sha256').update(`${seed}\n${edit}\n${key}`).digest().readUInt32LE())

/** Throws Error when there is nothing to pick from. */
export const pick = <T>(items: readonly T[], random: () => number): T => {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}

/** The whole of one picture: pictures have no times. */
export const wholePiece = (work: string): Piece => ({ work, queryStart: 0, queryEnd: 0, workStart: 0, workEnd: 0 })
