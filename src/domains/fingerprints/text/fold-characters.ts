/// <reference path="./opencc-js.d.ts" />
import hongKongVariants from 'opencc-js/dict/HKVariantsRev'
import traditional from 'opencc-js/dict/TSCharacters'
import taiwanVariants from 'opencc-js/dict/TWVariantsRev'

/** What a character is to the tokenizer. */
export const SEPARATOR = 0
/** A token of its own: a letter of a script that is written without spaces. */
export const CHARACTER = 1
/** Part of a word. */
export const LETTER = 2
export const DIGIT = 3
/** Not there: marks of pronunciation, joiners, soft hyphens. */
export const IGNORED = 4
export const HYPHEN = 5
export const NEWLINE = 6

const SCRIPTS_WITHOUT_SPACES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const PLAIN_MARKS = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u3099\u309a]/g
const HYPHENS = /^[\u002d\u2010\u2011\u00ad]$/
const NEWLINES = /^[\n\r\f\v\u0085\u2028\u2029]$/

/** Letters and digits that a scanner takes for one another, written as one of them. */
const MISREAD: Record<string, string> = { i: 'l', '1': 'l', '0': 'o', '5': 's', e: 'c' }
const MISREAD_HAN =
  '己已巳 日曰 土士 未末 入人 戊戌戍 干千于 大太犬 天夭 王玉 免兔 鸟乌 今令 白自 目且 田由甲申 待侍 治冶 晴睛 没设 折拆 历厉 间问 侯候 买卖 壮状 即既 拔拨 竟竞 刺剌 哀衰 孤狐 密蜜 清请 休体 析折 抡抢 仓仑 风凤 几儿九 力刀 木本 住往 己已 毫亳 曰日 夫天 失矢 史吏 弋戈 母毌 末未'

export interface Folding {
  /** By UTF-16 unit: what it is. */
  kinds: Uint8Array
  /** By UTF-16 unit: what it is read as, one unit; 0 when it is in `longer`. */
  folded: Uint16Array
  /** Characters that stand for several, as ligatures do, folded one by one. */
  longer: Map<number, string>
  /** 1 for characters that occur in traditional Chinese only, 2 for those that occur in simplified only. */
  scripts: Uint8Array
  /** Characters above U+FFFF. */
  foldBeyond: (codePoint: number) => { kind: number; folded: string; script: number }
}

const pairsOf = (table: string): [string, string][] =>
  table.split('|').map((pair) => {
    const [from = '', to = ''] = pair.split(' ')
    return [from, to]
  })

const simplifier = (): { simplify: (character: string) => string; script: (character: string) => number } => {
  const simple = new Map(pairsOf(traditional))
  const variants = new Map([...pairsOf(taiwanVariants), ...pairsOf(hongKongVariants)])
  const onlySimplified = new Set([...simple.values()].filter((character) => !simple.has(character)))
  for (const [from, to] of simple) if (from === to) onlySimplified.delete(to)
  const misread = new Map<string, string>()
  for (const group of MISREAD_HAN.split(' ')) {
    const [first = ''] = group
    for (const character of group) if (!misread.has(character)) misread.set(character, misread.get(first) ?? first)
  }
  return {
    simplify: (character) => {
      let one = character
      // A few tables lead back and forth; three steps settle every character that leads anywhere.
      for (let step = 0; step < 3; step++)
        one = simple.get(one) ?? simple.get(variants.get(one) ?? '') ?? variants.get(one) ?? one
      return misread.get(one) ?? one
    },
    script: (character) => {
      const to = simple.get(character)
      if (to !== undefined && to !== character) return 1
      return onlySimplified.has(character) ? 2 : 0
    },
  }
}

const kindOf = (text: string, original: string): number => {
  if (NEWLINES.test(original)) return NEWLINE
  if (HYPHENS.test(original)) return HYPHEN
  if (/^[\p{M}\p{Cf}]+$/u.test(original) && original !== '\u200b') return IGNORED
  if (SCRIPTS_WITHOUT_SPACES.test(text) && /[\p{L}\p{N}]/u.test(text)) return CHARACTER
  if (/^\p{Nd}+$/u.test(text)) return DIGIT
  return /[\p{L}\p{N}]/u.test(text) ? LETTER : SEPARATOR
}

const makeFolding = (): Folding => {
  const { simplify, script } = simplifier()
  const fold = (original: string): { kind: number; folded: string; script: number } => {
    const plain = original.normalize('NFKD').replace(PLAIN_MARKS, '').normalize('NFC')
    const text = plain.toUpperCase().toLowerCase()
    const kind = kindOf(text, original)
    const folded = [...text].map((one) => (kind === CHARACTER ? simplify(one) : (MISREAD[one] ?? one))).join('')
    return { kind: folded === '' && kind !== IGNORED ? SEPARATOR : kind, folded, script: script(original) }
  }
  const kinds = new Uint8Array(65_536)
  const folded = new Uint16Array(65_536)
  const scripts = new Uint8Array(65_536)
  const longer = new Map<number, string>()
  for (let unit = 0; unit < 65_536; unit++) {
    if (unit >= 0xd800 && unit <= 0xf8ff) continue
    const one = fold(String.fromCharCode(unit))
    kinds[unit] = one.kind
    scripts[unit] = one.script
    if (one.folded.length === 1) folded[unit] = one.folded.charCodeAt(0)
    else if (one.folded.length > 1) longer.set(unit, one.folded)
  }
  const beyond = new Map<number, ReturnType<typeof fold>>()
  const foldBeyond = (codePoint: number): ReturnType<typeof fold> => {
    const known = beyond.get(codePoint) ?? fold(String.fromCodePoint(codePoint))
    beyond.set(codePoint, known)
    return known
  }
  return { kinds, folded, longer, scripts, foldBeyond }
}

let made: Folding | undefined

/**
 * How each character is read, so that copies in other clothes read alike: compatibility forms and width (NFKC), case, accents,
 * traditional and simplified Chinese (OpenCC's tables), and shapes that scanners confuse. Made at the first call, 50 ms.
 */
export const folding = (): Folding => {
  made ??= makeFolding()
  return made
}
