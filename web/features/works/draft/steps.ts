import type { FileView } from '../../../../src/domains/files/contract.ts'
import type { WorkKind } from '../../../../src/domains/works/contract.ts'
import { fileKindOf } from '../work-words.ts'
import { type DraftForm, isFilingWhole } from './form.ts'
import { isWhole, sumOfShares } from './shares.ts'

export const stepIds = ['what', 'who', 'owners', 'when', 'ai', 'episodes', 'answers'] as const
export type StepId = (typeof stepIds)[number]

export const stepsFor = (kind: WorkKind): StepId[] =>
  stepIds.filter((step) => step !== 'episodes' || kind === 'micro_drama')

export const nextStep = (kind: WorkKind, step: StepId): StepId => {
  const steps = stepsFor(kind)
  return steps[steps.indexOf(step) + 1] ?? 'answers'
}

export interface Obstacle {
  /** The field's path and code as the server names them. */
  path: string
  message: string
  step: StepId
}

/** The same judgement as the server's, told while the person still types. The server decides. */
export function obstaclesOf(kind: WorkKind, form: DraftForm, files: readonly (FileView | undefined)[]): Obstacle[] {
  const found: Obstacle[] = []
  const add = (path: string, message: string) => found.push({ path, message, step: stepOfPath(path) })
  if (form.title.trim() === '') add('title', 'required')
  if (form.category === '') add('category', 'required')
  if (!form.authors.some(({ name }) => name.trim() !== '')) add('authors', 'required')
  if (!form.rightHolders.some(({ name }) => name.trim() !== '')) add('rightHolders', 'required')
  else if (form.rightHolders.some(({ name }) => name.trim() === '')) add('rightHolders', 'name_missing')
  else if (!isWhole(sumOfShares(form.rightHolders.map(({ percent }) => percent))))
    add('rightHolders', 'shares_not_whole')
  if (form.createdOn !== '' && form.firstPublishedOn !== '' && form.firstPublishedOn < form.createdOn) {
    add('firstPublishedOn', 'before_creation')
  }
  if (kind === 'micro_drama' && form.filing && !isFilingWhole(form.filing)) add('filing', 'required')
  if (form.files.length === 0) add('files', 'required')
  return [...found, ...fileObstacles(kind, form, files)]
}

function fileObstacles(kind: WorkKind, form: DraftForm, files: readonly (FileView | undefined)[]): Obstacle[] {
  const taken = new Set<string>()
  return form.files.flatMap(({ episode }, i) => {
    const path = `files.${i}`
    const file = files[i]
    const at = (message: string, where = path) => [{ path: where, message, step: stepOfPath(where) }]
    if (file && file.kind !== fileKindOf[kind]) return at('kind_does_not_fit')
    if (file?.state === 'refused' || file?.state === 'failed') return at('file_refused')
    if (file?.state !== 'ready') return at('file_not_ready')
    if (kind !== 'micro_drama') return []
    if (!/^\d{1,4}$/.test(episode.trim()) || Number(episode) === 0) return at('required', `${path}.episode`)
    if (taken.has(episode.trim())) return at('episode_twice', `${path}.episode`)
    taken.add(episode.trim())
    return []
  })
}

const stepOfField: Record<string, StepId> = {
  title: 'what',
  otherTitles: 'what',
  category: 'what',
  authors: 'who',
  rightHolders: 'owners',
  createdOn: 'when',
  firstPublishedOn: 'when',
  languages: 'when',
  synopsis: 'when',
  posterFileId: 'when',
  aiUse: 'ai',
  season: 'episodes',
  filing: 'episodes',
}

export function stepOfPath(path: string): StepId {
  const [field = ''] = path.split('.')
  if (field === 'files') return path.endsWith('.episode') ? 'episodes' : 'answers'
  return stepOfField[field] ?? 'answers'
}

export type StepState = 'done' | 'open' | 'advised'

/** `advised` steps may stay empty; they make the registration stronger. */
export function stepState(step: StepId, form: DraftForm, obstacles: readonly Obstacle[]): StepState {
  if (obstacles.some((obstacle) => obstacle.step === step)) return 'open'
  if (step === 'when') return form.createdOn !== '' && form.languages.length > 0 ? 'done' : 'advised'
  if (step === 'ai') return form.aiLevel === '' ? 'advised' : 'done'
  if (step === 'episodes') return form.files.length === 0 ? 'open' : 'done'
  return step === 'answers' ? 'open' : 'done'
}
