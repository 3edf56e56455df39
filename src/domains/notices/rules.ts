import type { Counter, Law, Notice, NoticeElement, NoticeMove, NoticeState } from './contract.ts'

interface Move {
  from: readonly (NoticeState | 'new')[]
  to: NoticeState
}

/** What may become of a notice; `notice_moves` in the database holds the same rows, and a test compares them. */
export const moves: Record<NoticeMove, Move> = {
  draw: { from: ['new'], to: 'ready' },
  send: { from: ['ready'], to: 'sent' },
  receive: { from: ['sent'], to: 'received' },
  remove: { from: ['sent', 'received'], to: 'removed' },
  reject: { from: ['sent', 'received'], to: 'rejected' },
  counter: { from: ['removed'], to: 'countered' },
  restore: { from: ['countered'], to: 'restored' },
  sue: { from: ['countered'], to: 'kept' },
  withdraw: { from: ['ready', 'sent', 'received', 'removed', 'countered'], to: 'withdrawn' },
}
export const moveNames = Object.keys(moves) as NoticeMove[]
export const moveRows = () =>
  moveNames.flatMap((move) => moves[move].from.map((from) => ({ move, from, to: moves[move].to })))
export const movesOf = (state: NoticeState): NoticeMove[] =>
  moveNames.filter((move) => move !== 'counter' && moves[move].from.includes(state))

type Check<T> = Partial<Record<NoticeElement, (of: T) => boolean>>

const hasContact = ({ phone, email }: Notice['sender']) => phone !== '' || email !== ''

/** What each law asks of a notice, and whether it is there. */
const noticeElementsOf: Record<Law, Check<Notice>> = {
  // 信息网络传播权保护条例 art. 14 (1) to (3) and its last sentence; 民法典 art. 1195 for the identity.
  cn: {
    owner_name: ({ sender }) => sender.name !== '',
    owner_contact: ({ sender }) => hasContact(sender),
    owner_address: ({ sender }) => sender.address !== '',
    owner_identity: ({ sender }) => sender.idNumber !== '',
    material_name: ({ materialName }) => materialName !== '',
    material_addresses: ({ addresses }) => addresses.length > 0,
    prima_facie: ({ explanation }) => explanation !== '',
    truth_statement: ({ truth }) => truth,
  },
  // 17 U.S.C. § 512(c)(3)(A)(i) to (vi); the work (ii) is the registration, which every notice names.
  us: {
    signature: ({ signature }) => signature !== '',
    material_addresses: ({ addresses }) => addresses.length > 0,
    owner_name: ({ sender }) => sender.name !== '',
    owner_address: ({ sender }) => sender.address !== '',
    owner_contact: ({ sender }) => sender.phone !== '' && sender.email !== '',
    good_faith: ({ goodFaith }) => goodFaith,
    accuracy: ({ accuracy }) => accuracy,
    perjury: ({ perjury }) => perjury,
  },
  // DSA art. 16(2)(a) to (d).
  eu: {
    explanation: ({ explanation }) => explanation !== '',
    material_addresses: ({ addresses }) => addresses.length > 0,
    owner_name: ({ sender }) => sender.name !== '',
    owner_contact: ({ sender }) => sender.email !== '',
    good_faith: ({ goodFaith }) => goodFaith,
  },
}

const counterElementsOf: Record<Law, Check<Counter>> = {
  // 条例 art. 16.
  cn: {
    owner_name: ({ sender }) => sender.name !== '',
    owner_contact: ({ sender }) => hasContact(sender),
    owner_address: ({ sender }) => sender.address !== '',
    owner_identity: ({ sender }) => sender.idNumber !== '',
    material_addresses: ({ addresses }) => addresses.length > 0,
    prima_facie: ({ explanation }) => explanation !== '',
    truth_statement: ({ truth }) => truth,
  },
  // § 512(g)(3)(A) to (D).
  us: {
    signature: ({ signature }) => signature !== '',
    material_addresses: ({ addresses }) => addresses.length > 0,
    good_faith: ({ goodFaith }) => goodFaith,
    perjury: ({ perjury }) => perjury,
    owner_name: ({ sender }) => sender.name !== '',
    owner_address: ({ sender }) => sender.address !== '',
    owner_contact: ({ sender }) => sender.phone !== '',
    jurisdiction: ({ jurisdiction }) => jurisdiction,
  },
  // A complaint by art. 20, which has no form.
  eu: {
    owner_name: ({ sender }) => sender.name !== '',
    owner_contact: ({ sender }) => sender.email !== '',
    explanation: ({ explanation }) => explanation !== '',
  },
}

const missing = <T>(checks: Check<T>, of: T): NoticeElement[] =>
  (Object.keys(checks) as NoticeElement[]).filter((element) => !checks[element]?.(of))

/** What the law asks for and this notice lacks; empty when it is complete. */
export const missingInNotice = (notice: Notice): NoticeElement[] => missing(noticeElementsOf[notice.law], notice)
export const missingInCounter = (law: Law, counter: Counter): NoticeElement[] =>
  missing(counterElementsOf[law], counter)

/** One spelling of an address, so that a second notice of the same material is known: no fragment, no case in the host, no trailing slash. */
export function addressKey(address: string): string {
  const url = new URL(address)
  url.hash = ''
  return url.href.replace(/^https?:/, '').replace(/\/$/, '')
}
