import type { FieldIssue } from '../../kernel/errors.ts'
import type { MediaKind } from '../files/contract.ts'
import { type WorkDraft, type WorkKind, wholeShareBasisPoints } from './contract.ts'

const chinaOffsetMs = 8 * 3600 * 1000

/** The calendar year and date in China (UTC+8 all year), by which registrations are numbered and dates judged. */
export const chinaDate = (nowMs: number): string => new Date(nowMs + chinaOffsetMs).toISOString().slice(0, 10)
export const registrationYear = (nowMs: number): number => Number(chinaDate(nowMs).slice(0, 4))

export interface FileForWork {
  id: string
  kind: MediaKind
  state: 'storing' | 'examining' | 'ready' | 'refused' | 'failed'
}

const fileKindOf: Record<WorkKind, MediaKind> = {
  text: 'text',
  image: 'image',
  audio: 'audio',
  video: 'video',
  micro_drama: 'video',
}

/**
 * What keeps this draft from being registered; empty when nothing does. Each issue has the field's path and a stable code.
 * `today` is a calendar date (YYYY-MM-DD).
 */
export function obstaclesToRegistration(
  kind: WorkKind,
  draft: WorkDraft,
  files: readonly FileForWork[],
  today: string,
): FieldIssue[] {
  const issues: FieldIssue[] = []
  const add = (path: string, message: string) => issues.push({ path, message })
  if (!draft.title) add('title', 'required')
  if (!draft.category) add('category', 'required')
  if (draft.authors.length === 0) add('authors', 'required')
  const shares = draft.rightHolders.reduce((sum, holder) => sum + holder.shareBasisPoints, 0)
  if (draft.rightHolders.length === 0) add('rightHolders', 'required')
  else if (shares !== wholeShareBasisPoints) add('rightHolders', 'shares_not_whole')
  if (draft.createdOn && draft.createdOn > today) add('createdOn', 'in_the_future')
  if (draft.firstPublishedOn && draft.firstPublishedOn > today) add('firstPublishedOn', 'in_the_future')
  if (draft.createdOn && draft.firstPublishedOn && draft.firstPublishedOn < draft.createdOn) {
    add('firstPublishedOn', 'before_creation')
  }
  if (draft.filing && kind !== 'micro_drama') add('filing', 'only_for_micro_dramas')
  return [...issues, ...fileObstacles(kind, draft, files)]
}

function fileObstacles(kind: WorkKind, draft: WorkDraft, files: readonly FileForWork[]): FieldIssue[] {
  if (draft.files.length === 0) return [{ path: 'files', message: 'required' }]
  const byId = new Map(files.map((file) => [file.id, file]))
  const episodes = new Set<number>()
  const seen = new Set<string>()
  return draft.files.flatMap(({ fileId, episode }, i) => {
    const path = `files.${i}`
    const file = byId.get(fileId)
    if (!file) return [{ path, message: 'file_not_found' }]
    if (seen.has(fileId)) return [{ path, message: 'file_twice' }]
    seen.add(fileId)
    if (file.kind !== fileKindOf[kind]) return [{ path, message: 'kind_does_not_fit' }]
    if (file.state === 'refused' || file.state === 'failed') return [{ path, message: 'file_refused' }]
    if (file.state !== 'ready') return [{ path, message: 'file_not_ready' }]
    if (kind !== 'micro_drama') return []
    if (episode === null) return [{ path: `${path}.episode`, message: 'required' }]
    if (episodes.has(episode)) return [{ path: `${path}.episode`, message: 'episode_twice' }]
    episodes.add(episode)
    return []
  })
}

const han = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu

/** Text as the full-text index stores it: one token a Chinese character, NFKC, so that a phrase finds any run of them. */
export const searchText = (text: string): string =>
  text.normalize('NFKC').replace(han, ' $& ').replace(/\s+/g, ' ').trim()

/** An FTS5 query that finds all the words of `query`, each as a phrase whose last token may go on; null for none. */
export function searchQuery(query: string): string | null {
  const words = query
    .normalize('NFKC')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
  if (words.length === 0) return null
  return words.map((word) => `"${searchText(word)}" *`).join(' AND ')
}
