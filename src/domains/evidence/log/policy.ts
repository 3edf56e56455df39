import { AppError, invalid } from '../../../kernel/errors.ts'
import { sameBytes } from './bytes.ts'
import { cosignedAt } from './checkpoint.ts'
import { cosignatureAlgorithm, formatVerifierKey, noteAlgorithm, parseVerifierKey, type VerifierKey } from './keys.ts'
import type { Note } from './note.ts'

type Member = { kind: 'witness'; key: VerifierKey } | { kind: 'group'; least: number; members: string[] }

/** Which logs are believed, and how many of which witnesses must have seen a checkpoint (c2sp.org/tlog-policy). */
export interface Policy {
  logs: VerifierKey[]
  members: ReadonlyMap<string, Member>
  /** Name of a witness or group; null where no witness is needed. */
  quorum: string | null
}

const linesMax = 1000

/** Throws Invalid `policy_malformed` with the line. */
export function parsePolicy(text: string): Policy {
  const lines = text.split('\n')
  if (lines.length > linesMax) throw invalid('policy_malformed', `A policy has at most ${linesMax} lines`)
  const logs: VerifierKey[] = []
  const members = new Map<string, Member>()
  const grouped = new Set<string>()
  let quorum: string | null | undefined
  for (const [i, raw] of lines.entries()) {
    const line = raw.replace(/^[ \t]+|[ \t]+$/g, '')
    if (line === '' || line.startsWith('#')) continue
    const [word = '', ...rest] = line.split(/[ \t]+/)
    const fail = (): never => {
      throw invalid('policy_malformed', `Line ${i + 1} of the policy cannot be read`)
    }
    const keyIn = (place: number, algorithm: number): VerifierKey => {
      const key = keyOr(rest[place] ?? '', fail)
      return key.algorithm === algorithm && rest.length <= place + 2 ? key : fail()
    }
    const isKnown = (key: VerifierKey) =>
      [...logs, ...[...members.values()].flatMap((one) => (one.kind === 'witness' ? one.key : []))].some((known) =>
        sameBytes(known.publicKey, key.publicKey),
      )
    const declare = (name: string, member: Member) => {
      if (name === '' || name === 'none' || members.has(name)) fail()
      if (member.kind === 'witness' && isKnown(member.key)) fail()
      members.set(name, member)
    }
    if (word === 'log') {
      const key = keyIn(0, noteAlgorithm)
      logs.push(isKnown(key) ? fail() : key)
    } else if (word === 'witness') declare(rest[0] ?? '', { kind: 'witness', key: keyIn(1, cosignatureAlgorithm) })
    else if (word === 'group') {
      const [name = '', threshold = '', ...names] = rest
      const least = threshold === 'any' ? 1 : threshold === 'all' ? names.length : Number(threshold)
      // Members are declared on earlier lines, so no group can hold itself.
      for (const one of names) {
        // In one group only: no witness counts twice.
        if (!members.has(one) || grouped.has(one)) fail()
        grouped.add(one)
      }
      const isCount = /^(any|all|[1-9]\d*)$/.test(threshold)
      if (!isCount || least < 1 || least > names.length) fail()
      declare(name, { kind: 'group', least, members: names })
    } else if (word === 'quorum') {
      const [name = ''] = rest
      if (quorum !== undefined || rest.length !== 1 || (name !== 'none' && !members.has(name))) fail()
      quorum = name === 'none' ? null : name
    } else fail()
  }
  if (quorum === undefined) throw invalid('policy_malformed', 'A policy has a line `quorum`')
  return { logs, members, quorum }
}

function keyOr(text: string, fail: () => never): VerifierKey {
  try {
    return parseVerifierKey(text)
  } catch (error) {
    if (error instanceof AppError) return fail()
    throw error
  }
}

/** The policy that believes a log and asks for no witness. */
export const policyOf = (key: VerifierKey): Policy => ({ logs: [key], members: new Map(), quorum: null })

/** `witnesses` are keys as c2sp.org/signed-note writes them, and where each of them is. */
export function formatPolicy(
  keys: readonly VerifierKey[],
  url: string,
  { members, quorum }: { members: readonly { key: string; url: string }[]; quorum: number },
): string {
  const names = members.map(({ key }) => parseVerifierKey(key).name)
  const lines = [
    ...keys.map((key) => `log ${formatVerifierKey(key)} ${url}`),
    ...members.map((member, i) => `witness ${names[i]} ${member.key} ${member.url}`),
    ...(quorum > 0 ? [`group witnesses ${quorum} ${names.join(' ')}`, 'quorum witnesses'] : ['quorum none']),
  ]
  return `${lines.join('\n')}\n`
}

export interface Seen {
  witness: string
  /** Seconds since 1970. */
  at: number
}

/**
 * Which witnesses of the policy saw the checkpoint. Throws Invalid `quorum_missing` where they are too few, `signature_wrong`.
 */
export async function requireQuorum({ members, quorum }: Policy, note: Note): Promise<Seen[]> {
  const seen = new Map<string, number>()
  for (const [name, member] of members) {
    const at = member.kind === 'witness' ? await cosignedAt(note, member.key) : null
    if (at !== null) seen.set(name, at)
  }
  const holds = new Map<string, boolean>()
  // Members come before the groups that they are in.
  for (const [name, member] of members) {
    const has = (one: string) => holds.get(one) === true
    holds.set(name, member.kind === 'witness' ? seen.has(name) : member.members.filter(has).length >= member.least)
  }
  if (quorum !== null && holds.get(quorum) !== true) {
    throw invalid('quorum_missing', 'Too few of the witnesses of the policy have seen this checkpoint')
  }
  return [...seen].map(([witness, at]) => ({ witness, at }))
}
