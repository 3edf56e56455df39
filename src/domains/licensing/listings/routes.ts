import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { refuseInvalid } from '../../../kernel/parse.ts'
import type { HttpEnv } from '../../../ports/context.ts'
import { access } from '../../accounts/index.ts'
import { saveListing } from './commands/save-listing.ts'
import {
  CatalogueItem,
  CataloguePage,
  CatalogueQuery,
  ListingInput,
  RightsMap,
  RightsMapQuery,
  TitleAnswer,
  TitleQuestion,
  WorkListing,
} from './contract.ts'
import { readRightsMap } from './queries/read-rights-map.ts'
import { readWorkListing } from './queries/read-work-listing.ts'
import { askTitle, readTitle, searchCatalogue } from './queries/search-catalogue.ts'

const json = <T>(schema: T) => ({ 'application/json': { schema } })
const params = z.object({ id: z.string().max(60) })

/** Paths from /api/works: how a work of one's own is offered overseas. */
export const listingRoutes = () =>
  new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/listing',
        tags: ['rights'],
        ...access('rights.read'),
        summary: 'The listing of a work of your own, and its chain of title as the registry has it',
        request: { params },
        responses: { 200: { description: 'The listing, or null', content: json(WorkListing) } },
      }),
      async (c) => c.json(await readWorkListing(c.get('ctx'), c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/{id}/listing',
        tags: ['rights'],
        ...access('rights.write'),
        summary: 'List a registered work overseas, change its listing, or withdraw it',
        request: { params, body: { content: json(ListingInput), required: true } },
        responses: { 200: { description: 'The listing as it is now', content: json(WorkListing) } },
      }),
      async (c) => c.json(await saveListing(c.get('ctx'), c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/rights-map',
        tags: ['rights'],
        ...access('rights.read'),
        summary: 'What is free of a work of your own, by territory and medium over time',
        request: { params, query: RightsMapQuery },
        responses: { 200: { description: 'The map', content: json(RightsMap) } },
      }),
      async (c) => c.json(await readRightsMap(c.get('ctx'), c.req.valid('param').id, c.req.valid('query')), 200),
    )

/** Paths from /api/catalogue: what is on offer, for anyone. */
export const catalogueRoutes = () =>
  new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        tags: ['catalogue'],
        ...access('catalogue.read'),
        summary: 'Search listed titles, also by what rights can be had',
        request: { query: CatalogueQuery },
        responses: { 200: { description: 'One page, newest first', content: json(CataloguePage) } },
      }),
      // The query is read again as it came: lists are split once.
      async (c) => c.json(await searchCatalogue(c.get('ctx'), c.req.query()), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}',
        tags: ['catalogue'],
        ...access('catalogue.read'),
        summary: 'One listed title with its chain of title',
        request: { params },
        responses: { 200: { description: 'The title', content: json(CatalogueItem) } },
      }),
      async (c) => c.json(await readTitle(c.get('ctx'), c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/availability',
        tags: ['catalogue'],
        ...access('catalogue.read'),
        summary: 'Whether a title can be had as asked; in full for buyers whose papers were checked',
        request: { params, body: { content: json(TitleQuestion), required: true } },
        responses: { 200: { description: 'The answer; never who holds what', content: json(TitleAnswer) } },
      }),
      async (c) => c.json(await askTitle(c.get('ctx'), c.req.valid('param').id, c.req.valid('json')), 200),
    )
