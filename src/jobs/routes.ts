import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { access } from '../domains/accounts/index.ts'
import { answerContent } from '../kernel/content-answer.ts'
import { refuseInvalid } from '../kernel/parse.ts'
import type { HttpEnv } from '../ports/context.ts'
import { FailureInput, JobParams, Lease, LeaseAnswer, LeaseHeader, ProgressInput } from './contract.ts'
import { completeJob, failJob, jobContent, type Lending, leaseJob, tellProgress } from './remote.ts'

const json = <T>(schema: T) => ({ 'application/json': { schema } })
const binary = { type: 'string', format: 'binary' } as const
const tags = ['jobs']
const Bytes = z.custom<File>((value) => value instanceof File).openapi(binary)
/** `fingerprint` as the fingerprints' whole.ts writes it; `poster` is WebP, of pictures and films. */
const CompletionForm = z.object({ lease: Lease, fingerprint: Bytes, poster: Bytes.optional() })
const bytesOf = async (file: File) => new Uint8Array(await file.arrayBuffer())

/** Paths from /api/jobs: how media workers elsewhere lease jobs, read their objects, and answer. */
export const jobsRoutes = (lending: Lending) =>
  new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
    .openapi(
      createRoute({
        method: 'post',
        path: '/leases',
        tags,
        ...access('job.run'),
        summary: 'Take the job that has been due longest',
        responses: { 200: { description: 'The job, or null', content: json(LeaseAnswer) } },
      }),
      async (c) => c.json({ job: await leaseJob(c.get('ctx'), lending) }, 200),
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/{id}/progress',
        tags,
        ...access('job.run'),
        summary: 'Say how far a job is, and keep it',
        request: { params: JobParams, body: { content: json(ProgressInput), required: true } },
        responses: { 204: { description: 'The lease lasts anew' } },
      }),
      async (c) => {
        await tellProgress(c.get('ctx'), c.req.valid('param').id, c.req.valid('json'), lending)
        return c.body(null, 204)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/content',
        tags,
        ...access('job.run'),
        summary: 'The bytes of the object of a job',
        request: { params: JobParams, headers: LeaseHeader },
        responses: {
          200: {
            description: 'All bytes',
            content: { 'application/octet-stream': { schema: z.string().meta(binary) } },
          },
          206: {
            description: 'The range that was asked for',
            content: { 'application/octet-stream': { schema: z.string().meta(binary) } },
          },
          307: { description: 'The address in `Location` has them, for a quarter of an hour and without the token' },
        },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const { address, read } = await jobContent(c.get('ctx'), id, c.req.valid('header')['qianyin-lease'])
        if (address) return c.body(null, 307, { Location: address, 'Cache-Control': 'no-store' })
        return answerContent(c.req.header('Range'), read)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/completion',
        tags,
        ...access('job.run'),
        summary: 'Hand in what a job was to make',
        request: {
          params: JobParams,
          body: { content: { 'multipart/form-data': { schema: CompletionForm } }, required: true },
        },
        responses: { 204: { description: 'Stored; a job is done once' } },
      }),
      async (c) => {
        const { lease, fingerprint, poster } = c.req.valid('form')
        const made = { fingerprint: await bytesOf(fingerprint), poster: poster ? await bytesOf(poster) : null }
        await completeJob(c.get('ctx'), c.req.valid('param').id, { lease, ...made }, lending)
        return c.body(null, 204)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/failure',
        tags,
        ...access('job.run'),
        summary: 'Say why a job cannot be done, or hand it back',
        request: { params: JobParams, body: { content: json(FailureInput), required: true } },
        responses: { 204: { description: 'Taken note of' } },
      }),
      async (c) => {
        await failJob(c.get('ctx'), c.req.valid('param').id, c.req.valid('json'), lending)
        return c.body(null, 204)
      },
    )
