import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context as HonoContext } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { secureHeaders } from 'hono/secure-headers'
import { auditRoutes } from '../domains/accounts/audit/routes.ts'
import { entryRoutes } from '../domains/accounts/entry/routes.ts'
import { actingFor } from '../domains/accounts/index.ts'
import { organisationsRoutes } from '../domains/accounts/organisations/routes.ts'
import { selfRoutes } from '../domains/accounts/self/routes.ts'
import { tokensRoutes } from '../domains/accounts/tokens/routes.ts'
import { certificatesRoutes, issuerRoutes } from '../domains/evidence/certificates/routes.ts'
import { packagesRoutes } from '../domains/evidence/packages/routes.ts'
import { depositProofRoutes, logRoutes, registrationProofRoutes } from '../domains/evidence/routes.ts'
import { filesRoutes } from '../domains/files/routes.ts'
import { isccRoutes } from '../domains/fingerprints/iscc/routes.ts'
import { checksRoutes } from '../domains/fingerprints/routes.ts'
import { catalogueRoutes, listingRoutes } from '../domains/licensing/listings/routes.ts'
import { grantsRoutes, rightsRoutes } from '../domains/licensing/routes.ts'
import { caseKeyIn, guestUploader } from '../domains/mediation/index.ts'
import { mediationRoutes } from '../domains/mediation/routes.ts'
import { noticesRoutes } from '../domains/notices/routes.ts'
import { depositsRoutes, provenanceRoutes, publicProvenanceRoutes } from '../domains/provenance/routes.ts'
import { claimDeskRoutes, claimsRoutes, programmesRoutes } from '../domains/subsidies/routes.ts'
import { verificationsRoutes } from '../domains/verifications/routes.ts'
import { registryRoutes } from '../domains/works/registry-routes.ts'
import { worksRoutes } from '../domains/works/routes.ts'
import type { Lending } from '../jobs/remote.ts'
import { jobsRoutes } from '../jobs/routes.ts'
import type { HttpEnv } from '../ports/context.ts'
import { contentSecurityPolicy } from './content-security-policy.ts'
import { answerError, problem } from './errors.ts'
import { describeApi } from './openapi.ts'
import { type Door, type RequestBase, withContext } from './sign-in.ts'

export interface AppOptions {
  door: Door
  /** Serves the tus protocol under /api/uploads, for someone who may upload. */
  uploads: (request: Request, uploader: { organisationId: string; requestId: string }) => Promise<Response>
  /** How jobs are lent to media workers elsewhere. */
  lending: Lending
  /** Whether this process can do its work now; the text says what is missing. */
  ready: () => Promise<{ ok: boolean; checks: Record<string, string> }>
  log: (event: Record<string, unknown>) => void
}

const jsonBodyBytesMax = 1_000_000
/** What a media worker hands in: the fingerprint of a film of eight hours is about 150 MB. */
const completionBytesMax = 256 * 2 ** 20
const isCompletion = (path: string) => /^\/api\/jobs\/[^/]+\/completion$/.test(path)

/** The whole HTTP interface but for the static files of the web app, which each home serves in its own way. */
export function createApp(base: RequestBase, options: AppOptions) {
  const app = new OpenAPIHono<HttpEnv>()
  app.onError((error, c) => answerError(error, c, options.log))
  app.use(async (c, next) => {
    const started = performance.now()
    c.set('requestId', crypto.randomUUID())
    await next()
    const { method, path } = c.req
    const requestId = c.get('requestId')
    c.res.headers.set('X-Request-Id', requestId)
    const durationMs = Math.round(performance.now() - started)
    options.log({ level: 'info', event: 'request', requestId, method, path, status: c.res.status, durationMs })
  })
  app.use(secureHeaders({ crossOriginResourcePolicy: 'same-origin', xFrameOptions: 'DENY' }))
  app.use(async (c, next) => {
    await next()
    // Stored content comes with a stricter one of its own.
    if (!c.res.headers.has('Content-Security-Policy')) {
      c.res.headers.set('Content-Security-Policy', contentSecurityPolicy)
    }
  })
  app.get('/healthz', (c) => c.json({ ok: true }))
  app.get('/readyz', async (c) => {
    const state = await options.ready()
    return c.json(state, state.ok ? 200 : 503)
  })
  app.use('/api/*', withContext(base, options.door))
  for (const path of ['/log/*', '/.well-known/did.json', '/credentials/*'])
    app.use(path, withContext(base, options.door))
  app.on(['POST', 'GET', 'HEAD', 'PATCH', 'DELETE', 'OPTIONS'], ['/api/uploads', '/api/uploads/*'], async (c) =>
    options.uploads(c.req.raw, { organisationId: await uploaderOf(c), requestId: c.get('requestId') }),
  )
  const onError = () => {
    throw new HTTPException(413)
  }
  const small = bodyLimit({ maxSize: jsonBodyBytesMax, onError })
  const large = bodyLimit({ maxSize: completionBytesMax, onError })
  app.use('/api/*', (c, next) => {
    if (!isCompletion(c.req.path)) return small(c, next)
    // Before anything is read: the large limit is for media workers alone.
    actingFor(c.get('ctx'), 'job.run')
    return large(c, next)
  })
  app.use('/api/*', async (c, next) => {
    await next()
    if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store')
  })
  app.route('/api/accounts', entryRoutes())
  app.route('/api/me', selfRoutes())
  app.route('/api/organisations', organisationsRoutes())
  app.route('/api/tokens', tokensRoutes())
  app.route('/api/audit', auditRoutes())
  app.route('/api/verifications', verificationsRoutes())
  app.route('/api/files', filesRoutes())
  app.route('/api/works', worksRoutes())
  app.route('/api/works', provenanceRoutes())
  app.route('/api/deposits', depositsRoutes())
  app.route('/api/deposits', depositProofRoutes())
  app.route('/api/works', rightsRoutes())
  app.route('/api/works', listingRoutes())
  app.route('/api/grants', grantsRoutes())
  app.route('/api/catalogue', catalogueRoutes())
  app.route('/api/registry', registryRoutes())
  app.route('/api/registry', publicProvenanceRoutes())
  app.route('/api/registry', registrationProofRoutes())
  app.route('/log', logRoutes())
  app.route('/api/certificates', certificatesRoutes())
  app.route('/', issuerRoutes())
  app.route('/api/mediation', mediationRoutes())
  app.route('/api/notices', noticesRoutes())
  app.route('/api', programmesRoutes())
  app.route('/api/claims', claimsRoutes())
  app.route('/api/claim-desk', claimDeskRoutes())
  app.route('/api/packages', packagesRoutes())
  app.route('/api/checks', checksRoutes())
  app.route('/api/iscc', isccRoutes())
  app.route('/api/jobs', jobsRoutes(options.lending))
  describeApi(app)
  for (const path of ['/api/*', '/log/*', '/credentials/*']) {
    app.all(path, (c) =>
      problem(404, {
        code: 'route_not_found',
        detail: 'There is nothing at this address',
        requestId: c.get('requestId'),
      }),
    )
  }
  return app
}

/** A side of a mediation that has no account hands in documents by the key of its case. */
async function uploaderOf(c: HonoContext<HttpEnv>): Promise<string> {
  const ctx = c.get('ctx')
  const guest = ctx.actor.kind === 'anonymous' ? await guestUploader(ctx, caseKeyIn(c.req.header('Cookie'))) : null
  return guest ?? actingFor(ctx, 'file.upload').organisationId
}

export type EntryApi = ReturnType<typeof entryRoutes>
export type SelfApi = ReturnType<typeof selfRoutes>
export type OrganisationsApi = ReturnType<typeof organisationsRoutes>
export type TokensApi = ReturnType<typeof tokensRoutes>
export type AuditApi = ReturnType<typeof auditRoutes>
export type VerificationsApi = ReturnType<typeof verificationsRoutes>
export type FilesApi = ReturnType<typeof filesRoutes>
export type WorksApi = ReturnType<typeof worksRoutes>
export type RegistryApi = ReturnType<typeof registryRoutes>
export type RegistrationProofApi = ReturnType<typeof registrationProofRoutes>
export type CertificatesApi = ReturnType<typeof certificatesRoutes>
export type PackagesApi = ReturnType<typeof packagesRoutes>
export type IsccApi = ReturnType<typeof isccRoutes>
export type ProvenanceApi = ReturnType<typeof provenanceRoutes>
export type PublicProvenanceApi = ReturnType<typeof publicProvenanceRoutes>
export type NoticesApi = ReturnType<typeof noticesRoutes>
export type MediationApi = ReturnType<typeof mediationRoutes>
export type RightsApi = ReturnType<typeof rightsRoutes>
export type GrantsApi = ReturnType<typeof grantsRoutes>
export type ListingApi = ReturnType<typeof listingRoutes>
export type CatalogueApi = ReturnType<typeof catalogueRoutes>
export type ChecksApi = ReturnType<typeof checksRoutes>
export type ProgrammesApi = ReturnType<typeof programmesRoutes>
export type ClaimsApi = ReturnType<typeof claimsRoutes>
export type ClaimDeskApi = ReturnType<typeof claimDeskRoutes>
