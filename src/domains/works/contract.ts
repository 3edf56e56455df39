import { z } from 'zod'
import { pageQuery } from '../../kernel/page.ts'
import { VerificationLevel } from '../accounts/contract.ts'
import { FileView } from '../files/contract.ts'

export const workKinds = ['text', 'image', 'audio', 'video', 'micro_drama'] as const
export const WorkKind = z.enum(workKinds)
export type WorkKind = z.infer<typeof WorkKind>

/** Copyright Law of the PRC (2020), article 3, items 1 to 9; items 3 and 4 by their parts as on the registration form. */
export const categories = [
  'written',
  'oral',
  'musical',
  'dramatic',
  'quyi',
  'choreographic',
  'acrobatic',
  'fine_art',
  'architectural',
  'photographic',
  'audiovisual',
  'graphic',
  'model',
  'software',
  'other',
] as const
export const Category = z.enum(categories)

export const authorRoles = [
  'author',
  'screenwriter',
  'director',
  'composer',
  'photographer',
  'illustrator',
  'producer',
  'other',
] as const
export const AuthorRole = z.enum(authorRoles)

/** 10000 basis points are 100 %. */
export const wholeShareBasisPoints = 10_000

/** BCP 47, in the form that Intl accepts. */
export const LanguageTag = z
  .string()
  .max(35)
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)

/** Which rules a micro-drama was filed under; the classes changed with each (see docs/glossary.md). */
export const filingRegimes = ['2024-06-01', '2026-01-01', '2026-07-01', '2026-09-01'] as const
export const filingClasses = ['重点', '普通', '其他', '一类', '二类', '三类'] as const
export const filingDocuments = ['发行许可证', '批准文件', '节目编号', '备案号', '网标', '龙标'] as const

const text = (max: number) => z.string().trim().min(1).max(max)
const CalendarDate = z.iso.date()

export const Filing = z
  .strictObject({
    regime: z.enum(filingRegimes),
    class: z.enum(filingClasses),
    documentType: z.enum(filingDocuments),
    number: text(100),
    issuer: text(200),
    issuedOn: CalendarDate,
  })
  .refine((f) => (f.regime === '2026-09-01') === f.class.endsWith('类'), {
    path: ['class'],
    message: 'filing_class_of_another_regime',
  })
export type Filing = z.infer<typeof Filing>

export const aiUses = ['none', 'assisted', 'generated'] as const
export const AiUse = z.strictObject({
  level: z.enum(aiUses),
  /** Which tools, and what a person contributed. */
  statement: z.string().trim().max(2000).default(''),
})

export const Author = z.strictObject({ name: text(200), role: AuthorRole })
export const RightHolder = z.strictObject({
  name: text(200),
  shareBasisPoints: z.number().int().min(1).max(wholeShareBasisPoints),
})
export const WorkFile = z.strictObject({
  fileId: z.string().max(60),
  episode: z.number().int().min(1).max(9999).nullable().default(null),
})

/** What a person says of a work. A draft may leave almost everything open; registering asks for the rest. */
export const WorkDraft = z.strictObject({
  title: z.string().trim().max(500).default(''),
  otherTitles: z
    .array(z.strictObject({ language: LanguageTag, title: text(500) }))
    .max(50)
    .default([]),
  category: Category.nullable().default(null),
  authors: z.array(Author).max(100).default([]),
  rightHolders: z.array(RightHolder).max(100).default([]),
  createdOn: CalendarDate.nullable().default(null),
  firstPublishedOn: CalendarDate.nullable().default(null),
  languages: z.array(LanguageTag).max(50).default([]),
  synopsis: z.string().trim().max(5000).default(''),
  aiUse: AiUse.nullable().default(null),
  season: z.number().int().min(1).max(999).nullable().default(null),
  filing: Filing.nullable().default(null),
  posterFileId: z.string().max(60).nullable().default(null),
  files: z.array(WorkFile).max(500).default([]),
})
export type WorkDraft = z.infer<typeof WorkDraft>
/** As sent: what is left out takes its default. */
export type WorkDraftInput = z.input<typeof WorkDraft>

export const CreateWorkInput = z.strictObject({ kind: WorkKind, draft: WorkDraft })
export type CreateWorkInput = z.infer<typeof CreateWorkInput>

export const SaveDraftInput = z.strictObject({ revision: z.number().int().min(1), draft: WorkDraft })
export type SaveDraftInput = z.infer<typeof SaveDraftInput>

export const RegisterWorkInput = z.strictObject({ revision: z.number().int().min(1) })
export type RegisterWorkInput = z.infer<typeof RegisterWorkInput>

export const versionStates = ['draft', 'registered'] as const

export const WorkVersionView = WorkDraft.extend({
  version: z.number().int(),
  state: z.enum(versionStates),
  revision: z.number().int(),
  updatedAt: z.iso.datetime(),
  registeredAt: z.iso.datetime().nullable(),
  fileViews: z.array(FileView),
})
export type WorkVersionView = z.infer<typeof WorkVersionView>

/** The organisation that registers, and how far its own word was checked. */
export const Registrant = z.object({
  name: z.string(),
  verification: VerificationLevel,
  country: z.string().nullable(),
})
export type Registrant = z.infer<typeof Registrant>

export const WorkView = z.object({
  id: z.string(),
  kind: WorkKind,
  organisationId: z.string(),
  registrant: Registrant,
  registrationNumber: z.string().nullable(),
  registeredAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  /** Newest first. */
  versions: z.array(WorkVersionView),
})
export type WorkView = z.infer<typeof WorkView>

export const WorkListItem = z.object({
  id: z.string(),
  kind: WorkKind,
  title: z.string(),
  state: z.enum(['draft', 'registered', 'amending']),
  registrationNumber: z.string().nullable(),
  registeredAt: z.iso.datetime().nullable(),
  updatedAt: z.iso.datetime(),
  fileCount: z.number().int(),
  hasPoster: z.boolean(),
})
export type WorkListItem = z.infer<typeof WorkListItem>
export const WorkListQuery = pageQuery.extend({ query: z.string().max(200).optional() })

/** What anyone may know of a registered work. */
export const RegistryEntry = z.object({
  workId: z.string(),
  registrationNumber: z.string(),
  registeredAt: z.iso.datetime(),
  version: z.number().int(),
  registrant: Registrant,
  kind: WorkKind,
  category: Category,
  title: z.string(),
  otherTitles: z.array(z.object({ language: z.string(), title: z.string() })),
  authors: z.array(Author),
  rightHolders: z.array(RightHolder),
  createdOn: z.string().nullable(),
  firstPublishedOn: z.string().nullable(),
  languages: z.array(z.string()),
  synopsis: z.string(),
  aiUse: AiUse.nullable(),
  season: z.number().nullable(),
  filing: Filing.nullable(),
  files: z.array(
    z.object({
      kind: FileView.shape.kind,
      episode: z.number().nullable(),
      sizeBytes: z.number(),
      durationSeconds: z.number().nullable(),
      sha256: z.string(),
      sm3: z.string(),
    }),
  ),
  hasPoster: z.boolean(),
})
export type RegistryEntry = z.infer<typeof RegistryEntry>
export const RegistryQuery = pageQuery.extend({
  query: z.string().max(200).optional(),
  kind: WorkKind.optional(),
})
