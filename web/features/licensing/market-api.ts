import { hc } from 'hono/client'
import type { z } from 'zod'
import type { GrantInput } from '../../../src/domains/licensing/contract.ts'
import type {
  AvailsImportInput,
  CatalogueQuery,
  ListingInput,
  TitleQuestion,
} from '../../../src/domains/licensing/listings/contract.ts'
import type { CatalogueApi, GrantsApi, ListingApi, RightsApi } from '../../../src/http/app.ts'
import { bodyOf, fetchAnswer } from '../../api.ts'

// Apart from web/api.ts, so that the first visit does not load it.
const catalogue = hc<CatalogueApi>('/api/catalogue', { fetch: fetchAnswer })
const listing = hc<ListingApi>('/api/works', { fetch: fetchAnswer })
const rights = hc<RightsApi>('/api/works', { fetch: fetchAnswer })
const grants = hc<GrantsApi>('/api/grants', { fetch: fetchAnswer })

export const searchCatalogue = (query: Record<string, string>) =>
  bodyOf(catalogue.index.$get({ query: query as CatalogueQuery }))
export const getTitle = (id: string) => bodyOf(catalogue[':id'].$get({ param: { id } }))
export const askTitle = (id: string, question: TitleQuestion) =>
  bodyOf(catalogue[':id'].availability.$post({ param: { id }, json: question }))

export const getWorkListing = (id: string) => bodyOf(listing[':id'].listing.$get({ param: { id } }))
export const saveListing = (id: string, input: ListingInput) =>
  bodyOf(listing[':id'].listing.$put({ param: { id }, json: input }))
export const getRightsMap = (id: string, query: { from: string; to: string; region?: string }) =>
  bodyOf(listing[':id']['rights-map'].$get({ param: { id }, query }))
export const listGrants = (id: string) => bodyOf(rights[':id'].grants.$get({ param: { id } }))
export const enterGrant = (id: string, input: z.input<typeof GrantInput>) =>
  bodyOf(rights[':id'].grants.$post({ param: { id }, json: input }))
export const terminateGrant = (id: string, terminatedOn: string) =>
  bodyOf(grants[':id'].termination.$post({ param: { id }, json: { terminatedOn } }))
export const importAvails = (input: z.input<typeof AvailsImportInput>) => bodyOf(grants.imports.$post({ json: input }))
