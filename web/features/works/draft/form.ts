import type { Filing, WorkDraftInput, WorkKind, WorkVersionView } from '../../../../src/domains/works/contract.ts'
import { basisPointsOf, percentText } from './shares.ts'

type AiLevel = NonNullable<WorkVersionView['aiUse']>['level']
export type AuthorRole = WorkVersionView['authors'][number]['role']
type Category = NonNullable<WorkVersionView['category']>

export interface FilingForm {
  regime: Filing['regime']
  class: Filing['class'] | ''
  documentType: Filing['documentType'] | ''
  number: string
  issuer: string
  issuedOn: string
}

/** What is in the fields as typed: half a number and an empty row are allowed here, and never sent. */
export interface DraftForm {
  title: string
  otherTitles: { language: string; title: string }[]
  category: Category | ''
  authors: { name: string; role: AuthorRole }[]
  rightHolders: { name: string; percent: string }[]
  createdOn: string
  firstPublishedOn: string
  languages: string[]
  synopsis: string
  aiLevel: AiLevel | ''
  aiStatement: string
  season: string
  filing: FilingForm | null
  posterFileId: string | null
  files: { fileId: string; episode: string }[]
}

export const latestRegime = '2026-09-01' satisfies Filing['regime']
export const emptyFiling: FilingForm = {
  regime: latestRegime,
  class: '',
  documentType: '',
  number: '',
  issuer: '',
  issuedOn: '',
}

export function formOf(version: WorkVersionView): DraftForm {
  return {
    title: version.title,
    otherTitles: version.otherTitles,
    category: version.category ?? '',
    authors: version.authors.length > 0 ? version.authors : [{ name: '', role: 'author' }],
    rightHolders:
      version.rightHolders.length > 0
        ? version.rightHolders.map(({ name, shareBasisPoints }) => ({ name, percent: percentText(shareBasisPoints) }))
        : [{ name: '', percent: '100' }],
    createdOn: version.createdOn ?? '',
    firstPublishedOn: version.firstPublishedOn ?? '',
    languages: version.languages,
    synopsis: version.synopsis,
    aiLevel: version.aiUse?.level ?? '',
    aiStatement: version.aiUse?.statement ?? '',
    season: version.season === null ? '' : String(version.season),
    filing: version.filing,
    posterFileId: version.posterFileId,
    files: version.files.map(({ fileId, episode }) => ({ fileId, episode: episode === null ? '' : String(episode) })),
  }
}

const wholeNumber = (text: string): number | null =>
  /^\d{1,4}$/.test(text.trim()) && Number(text) > 0 ? Number(text) : null

/** Only what is whole: rows without a name, and a filing with a gap, wait in the form until they are. */
export function draftOf(form: DraftForm, kind: WorkKind): WorkDraftInput {
  return {
    title: form.title,
    otherTitles: form.otherTitles.filter(({ title }) => title.trim() !== ''),
    category: form.category === '' ? null : form.category,
    authors: form.authors.filter(({ name }) => name.trim() !== ''),
    rightHolders: form.rightHolders.flatMap(({ name, percent }) => {
      const shareBasisPoints = basisPointsOf(percent)
      return name.trim() === '' || shareBasisPoints === null || shareBasisPoints === 0
        ? []
        : [{ name, shareBasisPoints }]
    }),
    createdOn: form.createdOn === '' ? null : form.createdOn,
    firstPublishedOn: form.firstPublishedOn === '' ? null : form.firstPublishedOn,
    languages: form.languages,
    synopsis: form.synopsis,
    aiUse: form.aiLevel === '' ? null : { level: form.aiLevel, statement: form.aiStatement },
    season: kind === 'micro_drama' ? wholeNumber(form.season) : null,
    filing: kind === 'micro_drama' ? filingOf(form.filing) : null,
    posterFileId: form.posterFileId,
    files: form.files.map(({ fileId, episode }) => ({
      fileId,
      episode: kind === 'micro_drama' ? wholeNumber(episode) : null,
    })),
  }
}

export const isFilingWhole = (filing: FilingForm): boolean => filingOf(filing) !== null

function filingOf(filing: FilingForm | null): Filing | null {
  if (!filing || filing.class === '' || filing.documentType === '') return null
  const { regime, class: filingClass, documentType, number, issuer, issuedOn } = filing
  if (number.trim() === '' || issuer.trim() === '' || issuedOn === '') return null
  return { regime, class: filingClass, documentType, number, issuer, issuedOn }
}
