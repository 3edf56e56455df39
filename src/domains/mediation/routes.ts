import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context as HonoContext } from 'hono'
import { answerContent } from '../../kernel/content-answer.ts'
import { pageOf } from '../../kernel/page.ts'
import { refuseInvalid } from '../../kernel/parse.ts'
import type { HttpEnv } from '../../ports/context.ts'
import { access } from '../accounts/index.ts'
import { PassagePair } from '../fingerprints/contract.ts'
import { actInCase } from './commands/act.ts'
import { applyForMediation } from './commands/apply.ts'
import { enterByLink } from './commands/enter.ts'
import { handIn } from './commands/hand-in.ts'
import { listNotes, writeNote } from './commands/write-note.ts'
import {
  ActInput,
  ApplyInput,
  CaseListItem,
  CaseQuery,
  CaseView,
  DocumentInput,
  EnterInput,
  EnterView,
  EvidenceFrameQuery,
  EvidencePassageQuery,
  FiledView,
  MediatorList,
  NoteInput,
  NoteList,
  NoteView,
  papers,
  StatisticsView,
} from './contract.ts'
import { caseKeyCookie, caseKeyIn } from './key-cookie.ts'
import { readPaper } from './papers/read-paper.ts'
import {
  caseDocument,
  evidenceFrame,
  evidenceMedia,
  evidencePassages,
  sessionCalendar,
} from './queries/case-content.ts'
import { listCases, listMediators, readStatistics } from './queries/list-cases.ts'
import { readCase } from './queries/read-case.ts'

const json = <T>(schema: T) => ({ 'application/json': { schema } })
const bytes = (type: string) => ({ [type]: { schema: z.string().meta({ format: 'binary' }) } })
const params = z.object({ id: z.string().max(60) })
const ofEntry = params.extend({ revision: z.coerce.number().int().min(1).max(100_000) })
const tags = ['mediation']
const keyOf = (c: HonoContext<HttpEnv>) => caseKeyIn(c.req.header('Cookie'))

/** Paths from /api/mediation. A side without an account comes with the cookie that its link gave it. */
export const mediationRoutes = () =>
  new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
    .openapi(
      createRoute({
        method: 'post',
        path: '/cases',
        tags,
        ...access('mediation.apply'),
        summary: 'Apply for mediation, or turn a dispute over to the committee',
        request: { body: { content: json(ApplyInput), required: true } },
        responses: { 201: { description: 'The case', content: json(FiledView) } },
      }),
      async (c) => c.json(await applyForMediation(c.get('ctx'), c.req.valid('json')), 201),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/cases',
        tags,
        ...access('mediation.read'),
        summary: 'Your cases, newest first; all of them for the secretary',
        request: { query: CaseQuery },
        responses: { 200: { description: 'One page', content: json(pageOf(CaseListItem)) } },
      }),
      async (c) => c.json(await listCases(c.get('ctx'), c.req.valid('query')), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/cases/{id}',
        tags,
        ...access('mediation.read'),
        summary: 'A case, as your seat in it may see it',
        request: { params },
        responses: { 200: { description: 'The case', content: json(CaseView) } },
      }),
      async (c) => c.json(await readCase(c.get('ctx'), c.req.valid('param').id, keyOf(c)), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/cases/{id}/acts',
        tags,
        ...access('mediation.act'),
        summary: 'Do one thing in a case, if it is still as you saw it',
        request: { params, body: { content: json(ActInput), required: true } },
        responses: { 200: { description: 'The case as it is now', content: json(CaseView) } },
      }),
      async (c) => c.json(await actInCase(c.get('ctx'), c.req.valid('param').id, keyOf(c), c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/cases/{id}/documents',
        tags,
        ...access('mediation.act'),
        summary: 'Hand in a document',
        request: { params, body: { content: json(DocumentInput), required: true } },
        responses: { 200: { description: 'The case as it is now', content: json(CaseView) } },
      }),
      async (c) => c.json(await handIn(c.get('ctx'), c.req.valid('param').id, keyOf(c), c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/cases/{id}/documents/{document}',
        tags,
        ...access('mediation.read'),
        summary: 'The bytes of a document',
        request: { params: params.extend({ document: z.string().max(60) }) },
        responses: {
          200: { description: 'All bytes', content: bytes('application/octet-stream') },
          206: { description: 'The range that was asked for', content: bytes('application/octet-stream') },
        },
      }),
      (c) => {
        const { id, document } = c.req.valid('param')
        return answerContent(c.req.header('Range'), (range) =>
          caseDocument(c.get('ctx'), id, keyOf(c), document, range),
        )
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/cases/{id}/evidence/{revision}/frame',
        tags,
        ...access('mediation.read'),
        summary: 'One frame of the evidence, of either side',
        request: { params: ofEntry, query: EvidenceFrameQuery },
        responses: { 200: { description: 'WebP', content: bytes('image/webp') } },
      }),
      async (c) => {
        const { id, revision } = c.req.valid('param')
        const frame = await evidenceFrame(c.get('ctx'), id, keyOf(c), revision, c.req.valid('query'))
        return new Response(frame as Uint8Array<ArrayBuffer>, {
          headers: { 'Content-Type': 'image/webp', 'Cache-Control': 'private, max-age=3600' },
        })
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/cases/{id}/evidence/{revision}/passages',
        tags,
        ...access('mediation.read'),
        summary: 'The words of one segment of the evidence on both sides',
        request: { params: ofEntry, query: EvidencePassageQuery },
        responses: { 200: { description: 'Both passages', content: json(PassagePair) } },
      }),
      async (c) => {
        const { id, revision } = c.req.valid('param')
        return c.json(await evidencePassages(c.get('ctx'), id, keyOf(c), revision, c.req.valid('query')), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/cases/{id}/evidence/{revision}/media',
        tags,
        ...access('mediation.read'),
        summary: 'The copy that is shown, to be played',
        request: { params: ofEntry },
        responses: {
          200: { description: 'All bytes', content: bytes('application/octet-stream') },
          206: { description: 'The range that was asked for', content: bytes('application/octet-stream') },
        },
      }),
      (c) => {
        const { id, revision } = c.req.valid('param')
        return answerContent(c.req.header('Range'), (range) =>
          evidenceMedia(c.get('ctx'), id, keyOf(c), revision, range),
        )
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/cases/{id}/sessions/{revision}/calendar',
        tags,
        ...access('mediation.read'),
        summary: 'A session as a calendar file',
        request: { params: ofEntry },
        responses: { 200: { description: 'iCalendar', content: bytes('text/calendar') } },
      }),
      async (c) => {
        const { id, revision } = c.req.valid('param')
        return new Response(await sessionCalendar(c.get('ctx'), id, keyOf(c), revision), {
          headers: {
            'Content-Type': 'text/calendar; charset=utf-8',
            'Content-Disposition': 'attachment; filename="mediation.ics"',
          },
        })
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/cases/{id}/papers/{paper}',
        tags,
        ...access('mediation.read'),
        summary:
          'The agreement, the application for confirmation, the certificate of failure, or your case file, as PDF',
        request: { params: params.extend({ paper: z.enum(papers) }) },
        responses: { 200: { description: 'PDF', content: bytes('application/pdf') } },
      }),
      async (c) => {
        const { id, paper } = c.req.valid('param')
        const pdf = await readPaper(c.get('ctx'), id, keyOf(c), paper)
        return new Response(pdf as Uint8Array<ArrayBuffer>, {
          headers: { 'Content-Type': 'application/pdf', 'Content-Disposition': `inline; filename="${paper}.pdf"` },
        })
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/cases/{id}/notes',
        tags,
        ...access('mediation.note'),
        summary: 'Your own caucus notes, as the mediator of the case',
        request: { params },
        responses: { 200: { description: 'The notes', content: json(NoteList) } },
      }),
      async (c) => c.json(await listNotes(c.get('ctx'), c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/cases/{id}/notes',
        tags,
        ...access('mediation.note'),
        summary: 'Keep a caucus note that nobody else reads',
        request: { params, body: { content: json(NoteInput), required: true } },
        responses: { 201: { description: 'The note', content: json(NoteView) } },
      }),
      async (c) => c.json(await writeNote(c.get('ctx'), c.req.valid('param').id, c.req.valid('json')), 201),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/mediators',
        tags,
        ...access('mediation.enter'),
        summary: 'Who mediates here',
        responses: { 200: { description: 'The mediators', content: json(MediatorList) } },
      }),
      async (c) => c.json(await listMediators(c.get('ctx')), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/statistics',
        tags,
        ...access('mediation.count'),
        summary: 'How many cases stand how, and nothing of any one',
        responses: { 200: { description: 'Numbers', content: json(StatisticsView) } },
      }),
      async (c) => c.json(await readStatistics(c.get('ctx')), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/entry',
        tags,
        ...access('mediation.enter'),
        summary: 'Enter a case by the link in a mail, with or without an account',
        request: { body: { content: json(EnterInput), required: true } },
        responses: { 200: { description: 'Which case, and in what seat', content: json(EnterView) } },
      }),
      async (c) => {
        const input = c.req.valid('json')
        const entered = await enterByLink(c.get('ctx'), input)
        c.header('Set-Cookie', caseKeyCookie(input.token, c.get('ctx').origin))
        return c.json(entered, 200)
      },
    )
