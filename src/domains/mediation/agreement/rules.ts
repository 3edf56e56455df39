import type { Agreement, InBoth, Term } from './contract.ts'

/** What 人民调解法 art. 29 asks of an agreement, as paths of what is missing in this one; empty when it is complete. */
export function missingIn(agreement: Agreement): string[] {
  const missing: string[] = []
  const need = (path: string, { zh, en }: InBoth) => {
    if (zh === '') missing.push(`${path}.zh`)
    if (en === '') missing.push(`${path}.en`)
  }
  need('facts', agreement.facts)
  need('issues', agreement.issues)
  need('responsibilities', agreement.responsibilities)
  if (agreement.terms.length === 0) missing.push('terms')
  agreement.terms.forEach((term, i) => {
    if (term.dueOn === null) missing.push(`terms.${i}.dueOn`)
    if (needsAmount(term) && term.amountFen === null) missing.push(`terms.${i}.amountFen`)
    need(`terms.${i}.words`, term.words)
  })
  return missing
}

export const needsAmount = ({ kind }: Pick<Term, 'kind'>): boolean => kind === 'payment' || kind === 'licence'

const ownershipZh =
  /(著作权|版权|权利|所有权|专利权|商标权|知识产权)[^。；;\n]{0,24}?(归[^。；;\n]{0,20}(所有|享有)|归属于?|属于|由[^。；;\n]{0,16}享有)|确权|权属|(著作权人|权利人)(为|是|系)/u
const ownershipEn =
  /\b(copyright|rights?|title|ownership)\b[^.;\n]{0,60}\b(belongs?|vests?|(is|are) owned|(is|are) the property)\b|\b(sole |exclusive |true |joint )?owners? of (the |all )?(copyright|rights?|work)|\bownership of\b/iu

/**
 * Sentences that may decide who owns a right: 最高人民法院关于人民调解协议司法确认程序的若干规定 art. 4 (and 民诉法解释 355) bars an agreement
 * that does from confirmation. A warning, not a verdict: who mentions ownership without deciding it may go on.
 */
export function ownershipClauses(agreement: Agreement): string[] {
  const texts = [agreement.responsibilities, agreement.further, ...agreement.terms.map(({ words }) => words)]
  const sentences = texts.flatMap(({ zh, en }) => [
    ...zh.split(/[。；;\n]/u).filter((sentence) => ownershipZh.test(sentence)),
    ...en.split(/[.;\n]/u).filter((sentence) => ownershipEn.test(sentence)),
  ])
  return sentences.map((sentence) => sentence.trim())
}
