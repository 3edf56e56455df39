import { AppError, type FieldIssue, invalid } from '../../../kernel/errors.ts'
import { parse } from '../../../kernel/parse.ts'
import { type AvailabilityAnswer, type AvailabilityCase, AvailabilityFile } from '../contract.ts'
import { type Availability, availabilityOf } from './answer.ts'
import { dayIn } from './calendar.ts'
import { type Vocabulary, vocabularyOf } from './vocabulary.ts'

const issuesMax = 5

export interface CheckedCase extends Availability {
  id: string
}

/**
 * Answers every question of a file of grants and questions, as docs/rights.md describes it. `today` stands for an `asOf`
 * that is absent. Throws Invalid `file_not_json`, `input_invalid` with the first mistakes and their places,
 * `tree_circular`, `territory_unknown`, `request_empty`, `question_too_complex`.
 */
export function checkFile(text: string, today: string): CheckedCase[] {
  const file = readFile(text)
  const vocabulary = vocabularyOf(file)
  const issues = file.cases.flatMap((one, at) => mistakesIn(one, vocabulary, `cases.${at}`).slice(0, issuesMax))
  file.cases.forEach(({ id }, at) => {
    if (file.cases.findIndex((other) => other.id === id) !== at) {
      issues.push({ path: `cases.${at}.id`, message: 'id_twice' })
    }
  })
  if (issues.length > 0) throw refusal(issues)
  return file.cases.map(({ id, grants, query }) => ({
    id,
    ...availabilityOf({ ...query, asOf: query.asOf ?? today }, grants, vocabulary),
  }))
}

/** As the file format writes it: what is known of a reason beside its code and its grant is left out. */
export function answerOf({ status, blocks, reasons, conditions }: Availability): AvailabilityAnswer {
  const bare = (findings: Availability['reasons']) => findings.map(({ code, grantId }) => ({ code, grantId }))
  return { status, availableBlocks: blocks, reasons: bare(reasons), conditions: bare(conditions) }
}

function readFile(text: string): AvailabilityFile {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    throw invalid('file_not_json', 'The file is not JSON')
  }
  try {
    return parse(AvailabilityFile, value)
  } catch (error) {
    throw error instanceof AppError && error.issues.length > issuesMax ? refusal(error.issues) : error
  }
}

const refusal = (issues: readonly FieldIssue[]): AppError =>
  new AppError('Invalid', 'input_invalid', 'Some of what was sent cannot be accepted', {
    issues: issues.slice(0, issuesMax).map(({ path, message }) => ({ path: path.slice(0, 100), message })),
  })

/** Codes that nobody knows, and ids that do not tell grants apart. */
function mistakesIn({ grants, query }: AvailabilityCase, vocabulary: Vocabulary, path: string): FieldIssue[] {
  const issues: FieldIssue[] = []
  const tried = (at: string, read: () => unknown) => {
    try {
      read()
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      issues.push({ path: at, message: error.code })
    }
  }
  const ids = new Set<string>()
  const scopes = [
    ...grants.map((grant, at) => ({
      scope: grant.scope,
      at: `${path}.grants.${at}.scope`,
      agreedOn: grant.type === 'out' ? grant.signedOn : null,
    })),
    { scope: query.scope, at: `${path}.query.scope`, agreedOn: query.asOf },
  ]
  grants.forEach(({ id }, at) => {
    if (ids.has(id)) issues.push({ path: `${path}.grants.${at}.id`, message: 'id_twice' })
    ids.add(id)
  })
  for (const { scope, at, agreedOn } of scopes) {
    const agreed = agreedOn ?? scope.start
    const day = agreed ? dayIn(agreed, '') : Number.POSITIVE_INFINITY
    for (const list of ['include', 'exclude'] as const) {
      scope.territories[list].forEach((code, i) => {
        tried(`${at}.territories.${list}.${i}`, () => vocabulary.territories(code, day))
      })
    }
    scope.media.forEach((code, i) => {
      tried(`${at}.media.${i}`, () => vocabulary.media(code))
    })
  }
  return issues
}
