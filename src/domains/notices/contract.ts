import { z } from 'zod'

/** Which law applies follows from the platform: 信息网络传播权保护条例, 17 U.S.C. § 512, Regulation (EU) 2022/2065 (DSA). */
export const laws = ['cn', 'us', 'eu'] as const
export const Law = z.enum(laws)
export type Law = z.infer<typeof Law>

export const noticeStates = [
  'ready',
  'sent',
  'received',
  'removed',
  'rejected',
  'countered',
  'restored',
  'kept',
  'withdrawn',
] as const
export const NoticeState = z.enum(noticeStates)
export type NoticeState = z.infer<typeof NoticeState>

const text = (max: number) => z.string().trim().max(max).default('')
const mark = z.boolean().default(false)
const address = z.url({ protocol: /^https?$/ }).max(2000)

/** Everything may be left out here: what the law asks for is told element by element, by `rules.ts`. */
export const Sender = z.strictObject({
  name: text(200),
  /** 民法典 art. 1195: 真实身份信息, number of the identity card or the business licence. */
  idNumber: text(40),
  address: text(300),
  phone: text(40),
  email: text(254),
})
export const NoticeInput = z.strictObject({
  law: Law,
  platform: z.strictObject({ name: z.string().trim().min(1).max(200), email: z.email().max(254) }),
  /** Of a work of one's own. */
  registrationNumber: z.string().trim().min(1).max(40),
  sender: Sender,
  /** What the material is called where it stands. */
  materialName: text(300),
  addresses: z.array(address).max(100).default([]),
  /** Why it infringes: the reasoned explanation, and the prima facie proof in words. */
  explanation: text(5000),
  /** A finished check of one's own that shows it. */
  checkId: z.string().max(60).optional(),
  /** Each is said by a human who ticks it. */
  goodFaith: mark,
  accuracy: mark,
  perjury: mark,
  truth: mark,
  signature: text(200),
})
export type NoticeInput = z.input<typeof NoticeInput>
export type Notice = z.output<typeof NoticeInput>

export const CounterInput = z.strictObject({
  token: z.string().min(20).max(100),
  sender: Sender,
  addresses: z.array(address).max(100).default([]),
  explanation: text(5000),
  truth: mark,
  goodFaith: mark,
  perjury: mark,
  jurisdiction: mark,
  signature: text(200),
})
export type CounterInput = z.input<typeof CounterInput>
export type Counter = Omit<z.output<typeof CounterInput>, 'token'>

export const noticeElements = [
  'owner_name',
  'owner_contact',
  'owner_address',
  'owner_identity',
  'material_name',
  'material_addresses',
  'prima_facie',
  'truth_statement',
  'signature',
  'good_faith',
  'accuracy',
  'perjury',
  'explanation',
  'jurisdiction',
] as const
export type NoticeElement = (typeof noticeElements)[number]

const day = z.iso.date()
export const NoticeAct = z.discriminatedUnion('move', [
  z.strictObject({ move: z.literal('send'), by: z.enum(['mail', 'handed_out']) }),
  z.strictObject({ move: z.literal('receive'), note: text(500) }),
  z.strictObject({ move: z.literal('remove'), note: text(500) }),
  z.strictObject({ move: z.literal('reject'), note: text(2000) }),
  z.strictObject({ move: z.literal('restore'), note: text(500) }),
  /** An action was filed in time, so the material stays down. */
  z.strictObject({ move: z.literal('sue'), note: z.string().trim().min(4).max(500) }),
  z.strictObject({ move: z.literal('withdraw'), note: text(500) }),
])
export type NoticeAct = z.output<typeof NoticeAct>
export type NoticeMove = NoticeAct['move'] | 'draw' | 'counter'
export const NoticeActInput = z.strictObject({ revision: z.number().int().min(1), act: NoticeAct })
export type NoticeActInput = z.input<typeof NoticeActInput>

export const NoticeClock = z.object({
  kind: z.enum(['act', 'restore_from', 'restore_by', 'complaint']),
  /** A day where the law counts. */
  dueOn: day,
  isOver: z.boolean(),
})
export type NoticeClock = z.infer<typeof NoticeClock>

export const NoticeView = z.object({
  id: z.string(),
  number: z.string(),
  revision: z.number().int(),
  state: NoticeState,
  law: Law,
  platform: z.object({ name: z.string(), email: z.string() }),
  registrationNumber: z.string(),
  title: z.string(),
  materialName: z.string(),
  addresses: z.array(z.string()),
  /** As it is sent, Chinese and English. */
  text: z.string(),
  clocks: z.array(NoticeClock),
  moves: z.array(z.string()),
  entries: z.array(z.object({ revision: z.number().int(), at: z.iso.datetime(), move: z.string(), note: z.string() })),
  counter: z
    .object({ name: z.string(), explanation: z.string(), addresses: z.array(z.string()), at: z.iso.datetime() })
    .nullable(),
  createdAt: z.iso.datetime(),
})
export type NoticeView = z.infer<typeof NoticeView>
export const NoticeListItem = NoticeView.pick({
  id: true,
  number: true,
  state: true,
  law: true,
  title: true,
  createdAt: true,
}).extend({ platform: z.string() })
export type NoticeListItem = z.infer<typeof NoticeListItem>

export const CounterToken = z.strictObject({ token: z.string().min(20).max(100) })
/** What somebody whose material is meant may read: what is said, and by whom. */
export const CounterPreview = NoticeView.pick({
  number: true,
  state: true,
  law: true,
  title: true,
  registrationNumber: true,
  addresses: true,
  text: true,
})
export type CounterPreview = z.infer<typeof CounterPreview>
