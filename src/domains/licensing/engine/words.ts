import type { AnswerStatus, AvailableBlock, ReasonCode } from '../contract.ts'
import type { Finding } from './answer.ts'
import { dateOf } from './calendar.ts'

export type WordsLanguage = 'zh-CN' | 'en'

const statuses: Readonly<Record<AnswerStatus, Record<WordsLanguage, string>>> = {
  available: { 'zh-CN': '可以授权', en: 'free, as asked' },
  partial: { 'zh-CN': '部分可以授权', en: 'partly free' },
  unavailable: { 'zh-CN': '不可授权', en: 'not free' },
  conditional: { 'zh-CN': '满足条件后可以授权', en: 'free once a condition is met' },
}

const reasons: Readonly<Record<ReasonCode, Record<WordsLanguage, string>>> = {
  EXCLUSIVE_OUT: { 'zh-CN': '已作独占许可', en: 'licensed exclusively' },
  SOLE_OUT: { 'zh-CN': '已作排他许可', en: 'licensed as sole' },
  NONEXCLUSIVE_OUT: {
    'zh-CN': '已有普通许可，不能再作独占或排他许可',
    en: 'licensed non-exclusively, so nobody can have it alone',
  },
  NO_RIGHTS_IN: {
    'zh-CN': '授权方不持有该权利（未明确许可的权利视为保留）',
    en: 'the licensor does not hold the right; what is not expressly licensed is reserved',
  },
  EXCLUSIVITY_EXCEEDS_RIGHTS_IN: {
    'zh-CN': '授权方自己所持的权利没有这样的专有性',
    en: 'the licensor holds the right itself with less exclusivity',
  },
  SUBLICENSE_NOT_PERMITTED: { 'zh-CN': '未经许可不得再许可', en: 'the licensor may not sub-license' },
  HOLDBACK: { 'zh-CN': '在窗口保留期内', en: 'held back' },
  HOLDBACK_PENDING_EVENT: {
    'zh-CN': '窗口保留期至某事件后才结束，该事件日期未定',
    en: 'held back until after an event whose date nobody knows yet',
  },
  OPTION_HELD: { 'zh-CN': '他人持有优先选择权', en: 'somebody holds an option' },
  RESERVED: { 'zh-CN': '权利人自行保留', en: 'reserved by the owner' },
  BLOCKED: { 'zh-CN': '因法律原因不得授权', en: 'blocked for reasons of law' },
  FIRST_NEGOTIATION: {
    'zh-CN': '须先与有优先谈判权的一方谈判',
    en: 'somebody has the right of first negotiation',
  },
}

export const statusWords = (status: AnswerStatus, language: WordsLanguage): string => statuses[status][language]

/** Why, from when and until when: never who. */
export function reasonWords({ code, startDay, endDay }: Finding, language: WordsLanguage): string {
  const [start, end] = [dateOf(startDay), dateOf(endDay)]
  if (language === 'en') return `${reasons[code].en}, ${start} to ${end ?? 'no end'}`
  return `${reasons[code]['zh-CN']}，${start} 至 ${end ?? '无期限'}`
}

/** A block on one line, in codes. */
export function blockWords(block: AvailableBlock, language: WordsLanguage): string {
  const { from, to } = block.episodes ?? {}
  const episodes =
    from === undefined
      ? ''
      : language === 'en'
        ? `; episodes ${from} to ${to ?? 'the last'}`
        : `；第 ${from} 至 ${to ?? '末'} 集`
  const end = block.end ?? (language === 'en' ? 'no end' : '无期限')
  const others = (block.otherLanguages ?? []).map((mode) => ({
    tag: language === 'en' ? 'every other' : '其他语言',
    mode,
  }))
  const languages = [...block.languages, ...others].map(({ tag, mode }) => `${tag} ${mode}`).join(', ')
  return `${block.territories.join(' ')}; ${block.media.join(' ')}; ${languages}${episodes}; ${block.start} – ${end}`
}
