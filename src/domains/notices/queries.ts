import { notFound } from '../../kernel/errors.ts'
import { type Page, pageQuery, toPage } from '../../kernel/page.ts'
import { parse } from '../../kernel/parse.ts'
import { dateInChina } from '../../kernel/working-days.ts'
import type { PrintedCertificate } from '../../ports/certificates.ts'
import type { Context } from '../../ports/context.ts'
import { actingFor, byAddress, countAttempt, hashSecret, reaches } from '../accounts/index.ts'
import { sealPaper } from '../evidence/index.ts'
import { registeredVersion } from '../works/index.ts'
import { noticeClocks } from './clocks.ts'
import { headings, lawNames, noticeText, partsOf } from './compose.ts'
import { type CounterPreview, CounterToken, type NoticeListItem, type NoticeView } from './contract.ts'
import { movesOf } from './rules.ts'
import { entriesOfNotice, type NoticeEntry, type NoticeRow, noticeById, noticeLinkByHash, noticesOf } from './store.ts'

const instant = (ms: number) => new Date(ms).toISOString()

/** A notice of one's own organisation. Throws like `actingFor`, and NotFound `notice_not_found`. */
export async function ownNotice(
  ctx: Pick<Context, 'actor' | 'db'>,
  action: 'notice.read' | 'notice.send',
  id: string,
): Promise<NoticeRow> {
  const acting = actingFor(ctx, action)
  const row = await noticeById(ctx.db, id)
  if (!row || !reaches(acting, row.organisationId)) throw notFound('notice')
  return row
}

export async function workOfNotice(ctx: Pick<Context, 'db'>, { workId, content }: NoticeRow) {
  const version = await registeredVersion(ctx, workId)
  return { title: version?.title ?? '', registrationNumber: content.registrationNumber }
}

export async function noticeView(
  ctx: Pick<Context, 'db' | 'clock'>,
  row: NoticeRow,
  entries: readonly NoticeEntry[],
): Promise<NoticeView> {
  const { content, law } = row
  const work = await workOfNotice(ctx, row)
  const last = entries.at(-1)
  const state = last?.toState ?? row.state
  // A second entry of the same state would be none: it came when the last one was made.
  const since = dateInChina(last?.at ?? row.createdAt)
  const counter = entries.findLast(({ move }) => move === 'counter')
  const said = counter?.body.counter
  return {
    id: row.id,
    number: row.number,
    revision: entries.length,
    state,
    law,
    platform: content.platform,
    registrationNumber: content.registrationNumber,
    title: work.title,
    materialName: content.materialName,
    addresses: content.addresses,
    text: noticeText(row.number, content, work),
    clocks: noticeClocks(law, state, since, dateInChina(ctx.clock.nowMs())),
    moves: movesOf(state),
    entries: entries.map(({ revision, at, move, body }) => ({
      revision,
      at: instant(at),
      move,
      note: body.note ?? '',
    })),
    counter:
      counter && said
        ? { name: said.sender.name, explanation: said.explanation, addresses: said.addresses, at: instant(counter.at) }
        : null,
    createdAt: instant(row.createdAt),
  }
}

export async function readNotice(ctx: Pick<Context, 'actor' | 'db' | 'clock'>, id: string): Promise<NoticeView> {
  const row = await ownNotice(ctx, 'notice.read', id)
  return noticeView(ctx, row, await entriesOfNotice(ctx.db, id))
}

/** One's own organisation's notices, newest first. */
export async function listNotices(ctx: Pick<Context, 'actor' | 'db'>, input: unknown): Promise<Page<NoticeListItem>> {
  const { organisationId } = actingFor(ctx, 'notice.read')
  const { cursor, limit } = parse(pageQuery, input)
  const rows = await noticesOf(ctx.db, organisationId, { before: cursor, limit: limit + 1 })
  const { items, nextCursor } = toPage(rows, limit, ({ id }) => id)
  return {
    nextCursor,
    items: await Promise.all(
      items.map(async (row) => ({
        id: row.id,
        number: row.number,
        state: row.state,
        law: row.law,
        title: (await workOfNotice(ctx, row)).title,
        platform: row.content.platform.name,
        createdAt: instant(row.createdAt),
      })),
    ),
  }
}

/** The notice whose counter-notice link this is. Throws NotFound `notice_link_not_found`; LimitReached. */
export async function noticeOfToken(ctx: Pick<Context, 'db' | 'clock' | 'caller'>, token: string): Promise<NoticeRow> {
  await countAttempt(ctx, 'link.address', byAddress(ctx))
  const link = await noticeLinkByHash(ctx.db, hashSecret(token))
  const row = link && (await noticeById(ctx.db, link.noticeId))
  if (!row) throw notFound('notice_link')
  return row
}

/** What is said of somebody's material, for whoever was given the link. Throws as `noticeOfToken`. */
export async function previewCounter(
  ctx: Pick<Context, 'db' | 'clock' | 'caller'>,
  input: unknown,
): Promise<CounterPreview> {
  const row = await noticeOfToken(ctx, parse(CounterToken, input).token)
  const view = await noticeView(ctx, row, await entriesOfNotice(ctx.db, row.id))
  const { number, state, law, title, registrationNumber, addresses, text } = view
  return { number, state, law, title, registrationNumber, addresses, text }
}

/** A notice as PDF, to be handed out. Throws like `ownNotice`; Unavailable `paper_printer_missing`. */
export async function noticePaper(ctx: Context, id: string): Promise<Uint8Array> {
  const row = await ownNotice(ctx, 'notice.read', id)
  return sealPaper(ctx, paperOf(ctx, row, await workOfNotice(ctx, row)))
}

function paperOf(
  ctx: Pick<Context, 'office'>,
  { number, content, law, createdAt }: NoticeRow,
  work: { title: string; registrationNumber: string },
): PrintedCertificate {
  const [short, long] = [partsOf(content, work).slice(0, 3), partsOf(content, work).slice(3)]
  const factOf = ({ label, lines, words }: ReturnType<typeof partsOf>[number]) => ({
    label,
    lines: [
      ...lines.map((text) => ({ text, style: 'plain' as const })),
      ...(words
        ? [
            { text: words[0], style: 'plain' as const },
            { text: words[1], style: 'soft' as const },
          ]
        : []),
    ],
  })
  const day = dateInChina(createdAt)
  return {
    number,
    address: `${ctx.office.address}/notices`,
    issuer: '由钤印制作 prepared with Qianyin',
    issuedOn: [day, day],
    issuedAtMs: createdAt,
    heading: headings[law],
    title: content.platform.name,
    isPlainTitle: true,
    kind: lawNames[law],
    facts: short.map(factOf),
    level: null,
    disclaimer: [
      '通知的内容由发出人负责；印章只表明本文件未被改动。',
      'Its sender answers for what a notice says; the seal shows only that this paper was not changed.',
    ],
    sections: [{ heading: ['通知内容', 'The notice'], facts: long.map(factOf) }],
    files: [],
    attachments: [],
  }
}
