import type { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpEnv } from '../ports/context.ts'

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable; docs/errors.md lists them' },
    detail: { type: 'string' },
    requestId: { type: 'string' },
    issues: {
      type: 'array',
      items: {
        type: 'object',
        properties: { path: { type: 'string' }, message: { type: 'string' } },
        required: ['path', 'message'],
      },
    },
  },
} as const

/** The OpenAPI 3.1 document of all routes; every operation may also answer with a problem (RFC 9457). */
export function openApiDocument(app: OpenAPIHono<HttpEnv>) {
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'qianyin_session',
  })
  app.openAPIRegistry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API token of an organisation, such as qy_…',
  })
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Qianyin 钤印',
      version: '1',
      description: 'Copyright registry. Uploads go to /api/uploads by the tus protocol 1.0.0.',
    },
    servers: [{ url: '/' }],
  })
  const failure = {
    description: 'Problem (RFC 9457)',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }
  for (const path of Object.values(document.paths ?? {})) {
    for (const operation of Object.values(path)) {
      if (operation && typeof operation === 'object' && 'responses' in operation) operation.responses.default = failure
    }
  }
  const components = document.components ?? {}
  return { ...document, components: { ...components, schemas: { ...components.schemas, Problem: problemSchema } } }
}

export function describeApi(app: OpenAPIHono<HttpEnv>): void {
  let document: ReturnType<typeof openApiDocument> | undefined
  app.get('/api/openapi.json', (c) => {
    document ??= openApiDocument(app)
    return c.json(document)
  })
}
