import type { FieldIssue } from '../../kernel/errors.ts'
import { type VerificationKind, type WebsiteFinding, websiteCodePath, websiteFindings } from './contract.ts'

const creditCodeAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** A number as it is kept: full-width characters made plain, in capitals; a credit code has no spaces in it. */
export function normalisedNumber(kind: VerificationKind, text: string): string {
  const plain = text.normalize('NFKC').toUpperCase()
  return kind === 'business_licence' ? plain.replace(/\s+/g, '') : plain.replace(/\s+/g, ' ').trim()
}

/** Two ways of writing one number have the same key: only letters and digits count. A number of signs alone stands for itself. */
export const numberKey = (number: string): string => number.replace(/[^\p{L}\p{N}]/gu, '') || number

/**
 * Whether a unified social credit code is of the right characters and ends with their check character. GB 32100-2015:
 * C18 = 31 - (sum of Ci × 3^(i-1)) mod 31, where 31 is written as 0. What its parts stand for is not judged.
 */
export function isCreditCode(code: string): boolean {
  const values = Array.from(code, (character) => creditCodeAlphabet.indexOf(character))
  if (values.length !== 18 || values.includes(-1)) return false
  let sum = 0
  let weight = 1
  for (const value of values.slice(0, 17)) {
    sum += value * weight
    weight = (weight * 3) % 31
  }
  return values[17] === (31 - (sum % 31)) % 31
}

/** A public website by https at its usual port, as kept; null when it is not one. */
export function websiteOf(text: string): string | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  const isHost = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/.test(url.hostname)
  if (url.protocol !== 'https:' || url.port !== '' || url.username !== '' || url.password !== '' || !isHost) return null
  url.hash = ''
  return url.href
}

export interface NamedPaper {
  kind: string
  isReady: boolean
}

export interface Claim {
  kind: VerificationKind
  country: string
  registrationNumber: string
  website: string | null | undefined
  fileIds: readonly string[]
}

/** Every mistake in a request that its shape does not show, with its place. */
export function mistakesIn(claim: Claim, papers: readonly NamedPaper[]): FieldIssue[] {
  const issues: FieldIssue[] = []
  if (claim.kind === 'business_licence' && !isCreditCode(claim.registrationNumber)) {
    issues.push({ path: 'registrationNumber', message: 'credit_code_wrong' })
  }
  if (claim.kind === 'overseas_registration' && claim.country === 'CN') {
    issues.push({ path: 'country', message: 'country_not_overseas' })
  }
  if (claim.website === null) issues.push({ path: 'website', message: 'website_wrong' })
  claim.fileIds.forEach((fileId, at) => {
    if (claim.fileIds.indexOf(fileId) !== at) issues.push({ path: `fileIds.${at}`, message: 'file_twice' })
  })
  papers.forEach(({ kind, isReady }, at) => {
    if (kind !== 'image') issues.push({ path: `fileIds.${at}`, message: 'papers_must_be_pictures' })
    else if (!isReady) issues.push({ path: `fileIds.${at}`, message: 'paper_not_ready' })
  })
  return issues
}

export const websiteCodeAddress = (website: string): string => new URL(websiteCodePath, website).href

/** What the answer of a website says about a code: it stands on a line of its own, and came by https to the end. */
export function websiteFindingIn(
  answer: { status: number; url: string; body: Uint8Array },
  code: string,
): WebsiteFinding {
  if (!answer.url.startsWith('https:')) return 'website_not_https'
  if (answer.status !== 200) return 'code_not_found'
  const lines = new TextDecoder().decode(answer.body).split(/\r\n?|\n/)
  return lines.some((line) => line.trim() === code) ? 'confirmed' : 'code_not_found'
}

/** A refusal by the outside world that tells about the website; null for any other trouble. */
export const websiteFindingOfError = (code: string): WebsiteFinding | null =>
  websiteFindings.find((finding) => finding === code && finding !== 'confirmed') ?? null
