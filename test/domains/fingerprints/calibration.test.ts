import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitSteps } from '../../../bench/match/isotonic.ts'
import { calibrated, calibratedConfidence } from '../../../src/domains/fingerprints/calibration.ts'
import { CALIBRATION } from '../../../src/domains/fingerprints/calibration-data.ts'
import type { FoundObject } from '../../../src/domains/fingerprints/finding.ts'
import { reportedMatches } from '../../../src/domains/fingerprints/matcher.ts'
import { seeded } from '../../kit/media.ts'

const share = fc.double({ min: 0, max: 0.99, noNaN: true })
const found = (objectKey: string, confidence: number, error = 1): FoundObject => ({
  ...{ objectKey, kind: 'image', confidence, error, edits: [], segments: [] },
})

describe('confidence', () => {
  it('grows with the evidence and is never certainty', () => {
    fc.assert(
      fc.property(share, share, fc.constantFrom('image', 'video', 'audio', 'text'), (a, b, kind) => {
        const [low, high] = [calibratedConfidence(kind, Math.min(a, b)), calibratedConfidence(kind, Math.max(a, b))]
        expect(low).toBeLessThanOrEqual(high)
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThanOrEqual(0.99)
      }),
    )
  })

  it('is the evidence itself for a kind that was never calibrated', () => {
    expect(calibratedConfidence('video', 0.731, { kinds: {} })).toBe(0.731)
  })

  it('of pictures, films and texts was measured, on more than a hundred matches each', () => {
    for (const kind of ['image', 'video', 'text'] as const) {
      const measured = CALIBRATION.kinds[kind] ?? []
      expect(measured.reduce((sum, { right, wrong }) => sum + right + wrong, 0)).toBeGreaterThan(100)
    }
  })

  it('is no more than the evidence where there is less of it than was measured', () => {
    const step = { evidence: 0.9, confidence: 0.95, right: 18, wrong: 0 }
    expect(calibratedConfidence('text', 0.6, { kinds: { text: [step] } })).toBe(0.6)
    expect(calibratedConfidence('text', 0.9, { kinds: { text: [step] } })).toBe(0.95)
  })

  it('of a film says how sure its pictures are, and apart from that its sound', () => {
    const segment = { queryStart: 0, queryEnd: 9, workStart: 0, workEnd: 9, confidence: 0.97, edits: [] }
    const film = calibrated({
      ...{ ...found('a', 0.985), kind: 'video' as const, segments: [segment] },
      sound: { confidence: 0.985, segments: [{ ...segment, confidence: 0.985 }] },
    })
    expect(film.segments[0]?.confidence).toBe(calibratedConfidence('video', 0.97))
    expect(film.sound?.segments[0]?.confidence).toBe(calibratedConfidence('audio', 0.985))
    expect(film.confidence).toBe(Math.max(film.segments[0]?.confidence ?? 0, film.sound?.confidence ?? 0))
  })

  it('of a quotation stays what it was: it does not say how sure we are', () => {
    const segment = { queryStart: 0, queryEnd: 9, workStart: 0, workEnd: 9, confidence: 0.59, edits: ['quotation'] }
    const text = calibrated({ ...found('a', 0.59), kind: 'text', segments: [segment] })
    expect(text.confidence).toBe(0.59)
    expect(text.segments[0]?.confidence).toBe(0.59)
  })

  it('comes after the order: what is surest by its evidence is first, what is too weak is not reported', () => {
    const told = reportedMatches([
      found('weak', 0.49),
      found('fair', 0.6),
      found('sure', 0.97),
      found('nearer', 0.61, 0),
    ])
    expect(told.map(({ objectKey }) => objectKey)).toEqual(['sure', 'nearer', 'fair'])
  })
})

describe('fitted steps', () => {
  it('say of each degree of evidence how much of it was right', () => {
    const random = seeded(7)
    const examples = Array.from({ length: 40_000 }, () => {
      const evidence = 0.5 + random() / 2
      return { evidence, right: random() < evidence }
    })
    const calibration = { kinds: { image: fitSteps(examples) } }
    for (const evidence of [0.55, 0.65, 0.75, 0.85])
      expect(calibratedConfidence('image', evidence, calibration)).toBeCloseTo(evidence, 1)
  })

  it('never fall, whatever was right', () => {
    const examples = fc.array(
      fc.record({ evidence: fc.double({ min: 0.5, max: 0.99, noNaN: true }), right: fc.boolean() }),
    )
    fc.assert(
      fc.property(examples, (judged) => {
        const steps = fitSteps(judged)
        expect(steps.map(({ confidence }) => confidence)).toEqual(steps.map(({ confidence }) => confidence).sort())
        expect(steps.reduce((sum, { right, wrong }) => sum + right + wrong, 0)).toBe(judged.length)
      }),
    )
  })

  it('promise no more than so few examples can show, though none of them was wrong', () => {
    const [step] = fitSteps(Array.from({ length: 9 }, () => ({ evidence: 0.55, right: true })))
    expect(step).toEqual({ evidence: 0.5, confidence: 0.95, right: 9, wrong: 0 })
  })
})
