import { invalid } from '../../../kernel/errors.ts'
import type { Witnesses } from '../../../ports/witness.ts'
import { cosignatureAlgorithm, parseVerifierKey } from '../log/keys.ts'

/**
 * `KEY URL` of each witness, with commas between; `quorum` is how many of them must have cosigned, by default more than half. Throws
 * Invalid `witnesses_malformed`.
 */
export function readWitnesses(text: string, quorum?: number): Witnesses {
  const members = text.split(',').flatMap((line) => {
    const [key = '', url = '', ...more] = line.trim().split(/\s+/)
    if (key === '') return []
    if (more.length > 0 || !URL.canParse(url)) throw malformed(`${line.trim()} is not KEY URL`)
    if (parsed(key).algorithm !== cosignatureAlgorithm) throw malformed(`${key} is no key of a witness`)
    return { key, url: url.replace(/\/+$/, '') }
  })
  const names = new Set(members.map(({ key }) => parsed(key).name))
  if (names.size !== members.length) throw malformed('each witness has a name of its own')
  const needed = quorum ?? (members.length > 0 ? Math.floor(members.length / 2) + 1 : 0)
  if (needed > members.length) throw malformed(`a quorum of ${needed} is more than there are`)
  return { members, quorum: needed }
}

function parsed(key: string) {
  try {
    return parseVerifierKey(key)
  } catch {
    throw malformed(`${key} is no key of a witness`)
  }
}

const malformed = (why: string) => invalid('witnesses_malformed', `The witnesses cannot be read: ${why}`)
