import type { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { invalid } from '../../kernel/errors.ts'

/** Of 4: safely unguessable, moderate protection from an offline attack on the hash (zxcvbn, USENIX Security 2016). */
const scoreMin = 3
/** The estimate takes time that grows with the square of the length; what lies beyond only makes it stronger. */
const judgedLengthMax = 72

/**
 * The estimate takes a character that it has no word for as one of ten, as if it were a digit. Of the characters of Chinese and
 * Korean some thousand are in daily use; even in running text, where one leads to the next, a reader who guesses has to try more than
 * a hundred for each, so that much is counted.
 */
const triesForLogograph = 100
const logograph = /[\p{Script=Han}\p{Script=Hangul}]/gu
const triesAssumed = 10
/** What `scoreMin` stands for. */
const triesLog10Min = 8

let estimator: Promise<ZxcvbnFactory> | undefined

/** The word lists are large, and most commands judge no password. */
async function newEstimator(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }, { commonChinese }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('./common-chinese.ts'),
  ])
  return new ZxcvbnFactory({
    dictionary: { ...dictionary, commonChinese: [...commonChinese] },
    graphs: adjacencyGraphs,
  })
}

/**
 * Refuses what an attacker tries first: the 30,000 passwords best known from breaches, usual Chinese words and lines, keyboard runs,
 * dates, repetitions, and the person's own data. Works without asking anybody. Throws Invalid `password_weak`.
 */
export async function requireStrongPassword(password: string, ownWords: readonly string[]): Promise<void> {
  estimator ??= newEstimator()
  const words = ownWords.flatMap((text) => [text, ...text.split(/[\s@._-]+/)]).filter((word) => word.length > 2)
  const estimate = (await estimator).check(password.slice(0, judgedLengthMax), [...words, 'qianyin', '钤印'])
  const unknown = estimate.sequence.filter(({ pattern }) => pattern === 'bruteforce').map(({ token }) => token)
  const logographs = unknown.join('').match(logograph)?.length ?? 0
  const triesLog10 = estimate.guessesLog10 + logographs * Math.log10(triesForLogograph / triesAssumed)
  if (estimate.score < scoreMin && triesLog10 < triesLog10Min)
    throw invalid('password_weak', 'This password is too easy to guess')
}
