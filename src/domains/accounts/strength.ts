import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common'
import { invalid } from '../../kernel/errors.ts'

/** Of 4: safely unguessable, moderate protection from an offline attack on the hash (zxcvbn, USENIX Security 2016). */
const scoreMin = 3
/** The estimate takes time that grows with the square of the length; what lies beyond only makes it stronger. */
const judgedLengthMax = 72

let estimator: ZxcvbnFactory | undefined

/**
 * Refuses what an attacker tries first: the 30,000 passwords best known from breaches, keyboard runs, dates, repetitions, and
 * the person's own data. Works without asking anybody. Throws Invalid `password_weak`.
 */
export function requireStrongPassword(password: string, ownWords: readonly string[]): void {
  estimator ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs })
  const words = ownWords.flatMap((text) => [text, ...text.split(/[\s@._-]+/)]).filter((word) => word.length > 2)
  const { score } = estimator.check(password.slice(0, judgedLengthMax), [...words, 'qianyin', '钤印'])
  if (score < scoreMin) throw invalid('password_weak', 'This password is too easy to guess')
}
