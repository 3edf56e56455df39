import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { cors } from 'hono/cors'
import { answerContent } from '../../../kernel/content-answer.ts'
import { refuseInvalid } from '../../../kernel/parse.ts'
import type { HttpEnv } from '../../../ports/context.ts'
import { access } from '../../accounts/index.ts'
import { requestCertificate } from './commands/request-certificate.ts'
import { revokeCertificate } from './commands/revoke-certificate.ts'
import { CertificateStatus, IssuerDocument, RevokeCertificateInput, WorkCertificates } from './contract.ts'
import {
  certificateCredential,
  certificatePdf,
  readCertificateStatus,
  readWorkCertificates,
} from './queries/read-certificates.ts'
import { readIssuer, readStatusList } from './queries/read-issuer.ts'

const json = <T>(schema: T) => ({ 'application/json': { schema } })
const tags = ['certificates']
const text = z.string()
const byWork = z.object({ workId: z.string().max(60) })
const byNumber = z.object({ number: z.string().max(64) })

/** Paths from /api/certificates: certificates of deposit. */
export const certificatesRoutes = () =>
  new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
    .openapi(
      createRoute({
        method: 'get',
        path: '/works/{workId}',
        tags,
        ...access('certificate.read'),
        summary: 'The certificates of a work, and how far the next one is',
        request: { params: byWork },
        responses: { 200: { description: 'The newest first', content: json(WorkCertificates) } },
      }),
      async (c) => c.json(await readWorkCertificates(c.get('ctx'), c.req.valid('param').workId), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/works/{workId}',
        tags,
        ...access('work.register'),
        summary: 'Have the certificate of the newest registered version made, where it has none',
        request: { params: byWork },
        responses: { 202: { description: 'How far it is', content: json(WorkCertificates) } },
      }),
      async (c) => c.json(await requestCertificate(c.get('ctx'), c.req.valid('param').workId), 202),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{number}',
        tags,
        ...access('registry.read'),
        summary: 'Whether a certificate stands, by its number or by the SHA-256 of the PDF',
        request: { params: byNumber },
        responses: { 200: { description: 'What anyone may know of it', content: json(CertificateStatus) } },
      }),
      async (c) => c.json(await readCertificateStatus(c.get('ctx'), c.req.valid('param').number), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{number}/pdf',
        tags,
        ...access('certificate.read'),
        summary: 'The certificate itself, sealed',
        request: { params: byNumber },
        responses: { 200: { description: 'PDF/A-3b, PAdES', content: { 'application/pdf': { schema: text } } } },
      }),
      async (c) => {
        const { number } = c.req.valid('param')
        const { body, sizeBytes } = await certificatePdf(c.get('ctx'), number)
        const answer = await answerContent(undefined, async () => ({
          body,
          mimeType: 'application/pdf',
          totalBytes: sizeBytes,
        }))
        // Found by it, so the number is one of ours: letters, digits and dashes.
        answer.headers.set('Content-Disposition', `attachment; filename="${number}.pdf"`)
        return answer
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{number}/credential',
        tags,
        ...access('certificate.read'),
        summary: 'The same as a W3C Verifiable Credential 2.0',
        request: { params: byNumber },
        responses: { 200: { description: 'JWS, compact', content: { 'application/vc+jwt': { schema: text } } } },
      }),
      async (c) => {
        const { number } = c.req.valid('param')
        return c.body(await certificateCredential(c.get('ctx'), number), 200, {
          'Content-Type': 'application/vc+jwt',
          'Content-Disposition': `attachment; filename="${number}.vc.jwt"`,
        })
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{number}/revocation',
        tags,
        ...access('certificate.revoke'),
        summary: 'Revoke a certificate, for good',
        request: { params: byNumber, body: { content: json(RevokeCertificateInput), required: true } },
        responses: { 200: { description: 'As it now stands', content: json(CertificateStatus) } },
      }),
      async (c) => c.json(await revokeCertificate(c.get('ctx'), c.req.valid('param').number, c.req.valid('json')), 200),
    )

/** Paths from the root: who issues credentials, and which are revoked. For anyone and any page. */
export const issuerRoutes = () => {
  const app = new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
  app.use('/.well-known/did.json', cors({ origin: '*', allowMethods: ['GET', 'HEAD'] }))
  app.use('/credentials/*', cors({ origin: '*', allowMethods: ['GET', 'HEAD'] }))
  return app
    .openapi(
      createRoute({
        method: 'get',
        path: '/.well-known/did.json',
        tags,
        ...access('registry.read'),
        summary: 'Who issues credentials here, and with which keys (did:web)',
        responses: { 200: { description: 'A DID document', content: json(IssuerDocument) } },
      }),
      async (c) => c.json(await readIssuer(c.get('ctx')), 200, { 'Cache-Control': 'public, max-age=60' }),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/credentials/status/{list}',
        tags,
        ...access('registry.read'),
        summary: 'Which credentials are revoked (Bitstring Status List 1.0)',
        request: { params: z.object({ list: z.coerce.number().int().min(1).max(1_000_000) }) },
        responses: { 200: { description: 'A credential', content: { 'application/vc+jwt': { schema: text } } } },
      }),
      async (c) =>
        c.body(await readStatusList(c.get('ctx'), c.req.valid('param').list), 200, {
          'Content-Type': 'application/vc+jwt',
          'Cache-Control': 'public, max-age=60',
        }),
    )
}
