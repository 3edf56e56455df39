import { z } from 'zod'
import { pageQuery } from '../../../kernel/page.ts'
import { VerificationLevel } from '../../accounts/contract.ts'
import { LanguageTag, WorkKind } from '../../works/contract.ts'
import {
  AnswerStatus,
  AvailabilityInput,
  AvailableBlock,
  Exclusivity,
  ReasonCode,
  StoredDate,
  StoredScope,
} from '../contract.ts'

export const genres = [
  'romance',
  'revenge',
  'rebirth',
  'fantasy',
  'costume',
  'urban',
  'family',
  'suspense',
  'comedy',
  'youth',
  'rural',
  'documentary',
  'other',
] as const
export const Genre = z.enum(genres)
export type Genre = z.infer<typeof Genre>
export const audiences = ['general', 'women', 'men', 'young', 'family'] as const
export const Audience = z.enum(audiences)
/** 已完结 or 连载中. */
export const productions = ['finished', 'airing'] as const
export const Production = z.enum(productions)

const words = (max: number) => z.string().trim().max(max)

export const ListingInput = z.strictObject({
  /** As it was read; 0 where there is none yet. */
  revision: z.int().min(0),
  state: z.enum(['listed', 'withdrawn']).default('listed'),
  titleZh: words(200).min(1),
  titleEn: words(200).min(1),
  synopsisZh: words(3000),
  synopsisEn: words(3000),
  genre: Genre,
  audience: Audience,
  production: Production,
  episodes: z.int().min(1).max(9999),
  /** Of one episode, about. */
  episodeMinutes: z.int().min(1).max(600),
  originalLanguage: LanguageTag,
})
export type ListingInput = z.input<typeof ListingInput>

/**
 * Register → proof → listing: each link of the chain as the registry has it, at the time of the question. `isVerified` needs all but
 * the title.
 */
export const ChainOfTitle = z.object({
  registrationNumber: z.string(),
  registeredAt: z.iso.datetime(),
  registryTitle: z.string(),
  /** One of the titles of the listing is one of the registration's. */
  isTitleRegistered: z.boolean(),
  /** The place of the registration in the public log, once a published checkpoint covers it. */
  logIndex: z.int().nullable(),
  seller: z.object({ name: z.string(), verification: VerificationLevel, country: z.string().nullable() }),
  /** The seller has entered by what right it licenses. */
  hasRightsIn: z.boolean(),
  isVerified: z.boolean(),
})
export type ChainOfTitle = z.infer<typeof ChainOfTitle>

const listed = ListingInput.omit({ revision: true, state: true }).shape

/** Parts of the world by UN M49, as the trade cuts it. */
export const marketRegions = [
  'M49:035',
  'M49:030',
  'M49:034',
  'M49:145',
  'M49:143',
  'M49:021',
  'M49:419',
  'M49:150',
  'M49:002',
  'M49:009',
] as const

export const ListingView = z.object({
  id: z.string(),
  workId: z.string(),
  state: z.enum(['listed', 'withdrawn']),
  revision: z.int(),
  ...listed,
  updatedAt: z.iso.datetime(),
})
export type ListingView = z.infer<typeof ListingView>
/** `listing` is null where there is none yet; `obstacle` says what keeps the work from being listed. */
export const WorkListing = z.object({
  listing: ListingView.nullable(),
  chain: ChainOfTitle.nullable(),
  obstacle: z.enum(['work_not_registered']).nullable(),
})
export type WorkListing = z.infer<typeof WorkListing>

export const CatalogueItem = z.object({
  id: z.string(),
  ...listed,
  kind: WorkKind,
  hasPoster: z.boolean(),
  chain: ChainOfTitle,
  /** Those of `marketRegions` where anything can be had at any time. */
  openRegions: z.array(z.string()),
})
export type CatalogueItem = z.infer<typeof CatalogueItem>

/** What of a title is asked for, as it stands in an address: lists with commas, languages as `id:SUB`. */
const list = z
  .string()
  .max(2000)
  .transform((text) => text.split(',').flatMap((part) => part.trim() || []))
export const CatalogueQuery = pageQuery.extend({
  limit: z.coerce.number().int().min(1).max(60).default(24),
  query: z.string().max(200).optional(),
  genre: Genre.optional(),
  audience: Audience.optional(),
  production: Production.optional(),
  minEpisodes: z.coerce.number().int().min(1).max(9999).optional(),
  maxMinutes: z.coerce.number().int().min(1).max(600).optional(),
  verified: z.enum(['yes']).optional(),
  territories: list.optional(),
  media: list.optional(),
  languages: list.optional(),
  from: StoredDate.optional(),
  /** Absent: without end. */
  to: StoredDate.optional(),
  exclusivity: Exclusivity.optional(),
  /** `whole`: all of it can be had; `part`: some of it. */
  match: z.enum(['whole', 'part']).default('whole'),
})
export type CatalogueQuery = z.input<typeof CatalogueQuery>

export const CataloguePage = z.object({
  items: z.array(CatalogueItem.extend({ status: AnswerStatus.nullable() })),
  nextCursor: z.string().nullable(),
})

/** What a buyer asks of one title. */
export const TitleQuestion = AvailabilityInput.pick({ exclusivity: true, scope: true })
export type TitleQuestion = z.input<typeof TitleQuestion>

/**
 * `exact` for buyers whose papers were checked: every reason with its days, and what is left. Others are told whether it can be had.
 * Never who holds what.
 */
export const TitleAnswer = z.object({
  status: AnswerStatus,
  detail: z.enum(['exact', 'short']),
  availableBlocks: z.array(AvailableBlock),
  reasons: z.array(
    z.object({
      code: ReasonCode,
      start: z.string().nullable(),
      end: z.string().nullable(),
      words: z.object({ 'zh-CN': z.string(), en: z.string() }),
    }),
  ),
})
export type TitleAnswer = z.infer<typeof TitleAnswer>

/** What a cell of the rights grid is for a time, all of its territories and languages together. */
export const cellStates = ['free', 'shared', 'part', 'taken', 'none'] as const
export const RightsMapQuery = z.object({
  from: StoredDate,
  to: StoredDate,
  /** A group whose territories are the rows; absent: the parts of the world. */
  region: z.string().max(20).optional(),
})
export const RightsMap = z.object({
  from: z.string(),
  to: z.string(),
  rows: z.array(
    z.object({
      territory: z.string(),
      cells: z.array(
        z.object({
          medium: z.string(),
          spans: z.array(z.object({ start: z.string(), end: z.string(), state: z.enum(cellStates) })),
        }),
      ),
    }),
  ),
})
export type RightsMap = z.infer<typeof RightsMap>

export const AvailsImportInput = z.strictObject({
  /** An XLSX workbook of EMA Avails, in base64. */
  workbook: z.base64().max(900_000),
  /** `check` reads and enters nothing. */
  mode: z.enum(['check', 'enter']),
  /** Which work of one's own each work of the file is. */
  works: z.record(z.string().max(500), z.string().max(60)).default({}),
})
export const AvailsImportReport = z.object({
  lines: z.int(),
  issues: z.array(
    z.object({
      sheet: z.string(),
      row: z.int(),
      column: z.string().nullable(),
      severity: z.enum(['error', 'warning']),
      code: z.string(),
    }),
  ),
  /** The works that the file speaks of, and how many rights it gives each. */
  works: z.array(z.object({ key: z.string(), title: z.string(), grants: z.int(), workId: z.string().nullable() })),
  /** What was read of each line, or would be entered. */
  understood: z.array(
    z.object({
      sheet: z.string(),
      row: z.int(),
      workKey: z.string(),
      type: z.enum(['in', 'out']),
      licensee: z.string().nullable(),
      exclusivity: Exclusivity,
      scope: StoredScope,
    }),
  ),
  entered: z.int(),
})
export type AvailsImportReport = z.infer<typeof AvailsImportReport>
