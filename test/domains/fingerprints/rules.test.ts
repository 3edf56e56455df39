import { describe, expect, it } from 'vitest'
import type { Match, MatchSegment } from '../../../src/domains/fingerprints/contract.ts'
import { frameIsWithinMatch } from '../../../src/domains/fingerprints/rules.ts'

const segment: MatchSegment = {
  unit: 'seconds',
  queryStart: 0,
  queryEnd: 5,
  workStart: 10,
  workEnd: 15,
  episode: null,
  confidence: 0.9,
  edits: [],
  transform: null,
}
const match = (kind: Match['kind']): Pick<Match, 'kind' | 'segments'> => ({
  kind,
  segments: kind === 'image' ? [] : [segment],
})

describe('what is shown of the work of others', () => {
  it('is what the copy shows of a film, a little around its ends', () => {
    expect([9, 9.6, 12, 15.4, 16].map((at) => frameIsWithinMatch(match('video'), at))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ])
  })

  it('is one picture of a picture', () => {
    expect(frameIsWithinMatch(match('image'), 0)).toBe(true)
    expect(frameIsWithinMatch(match('image'), 12)).toBe(false)
  })

  it('is no frame where only its sound or its words were found', () => {
    for (const kind of ['audio', 'text'] as const) expect(frameIsWithinMatch(match(kind), 12)).toBe(false)
  })
})
