import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeWhole, encodeWhole } from '../../../src/domains/fingerprints/whole.ts'
import type { MediaFingerprint } from '../../../src/ports/media.ts'

const sample: MediaFingerprint = {
  algorithm: 'test-1',
  kind: 'audio',
  durationSeconds: 3.5,
  widthPixels: 0,
  heightPixels: 0,
  timesSeconds: new Float64Array(0),
  views: [],
}

test('a whole fingerprint comes back as it went', () => {
  const bytes = encodeWhole(sample)
  expect(decodeWhole(bytes)).toMatchObject(sample)
  const around = new Uint8Array(bytes.length + 9)
  around.set(bytes, 5)
  expect(decodeWhole(around.subarray(5, 5 + bytes.length))).toMatchObject(sample)
})

test('what was cut, made longer or changed in its head is refused in one way', () => {
  const bytes = encodeWhole(sample)
  const refused = (given: Uint8Array) => {
    expect(() => decodeWhole(given)).toThrow(expect.objectContaining({ code: 'fingerprint_malformed' }))
  }
  for (let length = 0; length < bytes.length; length++) refused(bytes.subarray(0, length))
  refused(Uint8Array.from([...bytes, 0]))
  refused(encodeHeader([['sound', 0]]))
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => refused(noise)))
})

function encodeHeader(header: unknown): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header))
  return Uint8Array.from([text.length, 0, 0, 0, ...text])
}
