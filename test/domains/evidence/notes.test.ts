import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toBase64, utf8 } from '../../../src/domains/evidence/log/bytes.ts'
import {
  checkpointText,
  cosign,
  cosignedAt,
  openCheckpoint,
  parseCheckpoint,
} from '../../../src/domains/evidence/log/checkpoint.ts'
import {
  cosignatureAlgorithm,
  formatVerifierKey,
  newSigningKey,
  noteAlgorithm,
  parseVerifierKey,
  signerOf,
  verifierKey,
} from '../../../src/domains/evidence/log/keys.ts'
import { leafHash } from '../../../src/domains/evidence/log/merkle.ts'
import { isNoteSignedBy, parseNote, signNote } from '../../../src/domains/evidence/log/note.ts'
import { parsePolicy, policyOf, requireQuorum } from '../../../src/domains/evidence/log/policy.ts'
import { formatProof, parseProof, verifyProof } from '../../../src/domains/evidence/log/tlog-proof.ts'
import { canonicalJson, type Json } from '../../../src/kernel/canonical-json.ts'

async function signerNamed(
  name: string,
  algorithm: typeof noteAlgorithm | typeof cosignatureAlgorithm = noteAlgorithm,
) {
  const { privateKey, publicKey } = await newSigningKey()
  return signerOf(verifierKey(name, algorithm, publicKey), privateKey)
}

/** Printed in the documentation of golang.org/x/mod/sumdb/note. */
const printedKey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const printedNote = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`

describe('a signed note', () => {
  test('of the reference implementation is read and believed; its key has one spelling', async () => {
    const key = parseVerifierKey(printedKey)
    expect(formatVerifierKey(key)).toBe(printedKey)
    expect(await isNoteSignedBy(parseNote(printedNote), key)).toBe(true)
    const changed = parseNote(printedNote.replace('answer', 'Answer'))
    await expect(isNoteSignedBy(changed, key)).rejects.toMatchObject({ code: 'signature_wrong' })
    const id = printedKey.replace('c74f20a3', 'c74f20a4')
    expect(() => parseVerifierKey(id)).toThrow('public key')
    expect(() => parseVerifierKey('example.com/foo+530d903a')).toThrow('public key')
  })

  test('passes over keys that are not known', async () => {
    const [one, other] = [await signerNamed('log.example/a'), await signerNamed('log.example/a')]
    expect(await isNoteSignedBy(parseNote(await signNote('text\n', one)), other.key)).toBe(false)
  })

  test('has the one form, whatever else is tried', () => {
    for (const wrong of [
      '',
      'text\n',
      'text\n\n',
      'text\n\n— name AAAA\n',
      'text\n\n- name AAAAAAAA\n',
      `${printedNote}x`,
    ])
      expect(() => parseNote(wrong), JSON.stringify(wrong)).toThrow()
    expect(() => parseNote(printedNote.replace('think', 'th\tink'))).toThrow('signed note')
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        try {
          parseNote(text)
        } catch (error) {
          expect(error).toMatchObject({ name: 'AppError' })
        }
      }),
    )
  })
})

describe('a checkpoint', () => {
  const text = checkpointText({ origin: 'log.example/a', size: 70_000, root: leafHash(utf8('x')) })

  test('is of the log whose key signed it', async () => {
    const log = await signerNamed('log.example/a')
    expect(await openCheckpoint(await signNote(text, log), log.key)).toMatchObject({ size: 70_000 })
    const stranger = await signerNamed('log.example/a')
    await expect(openCheckpoint(await signNote(text, stranger), log.key)).rejects.toMatchObject({
      code: 'signature_missing',
    })
    const elsewhere = await signerNamed('log.example/b')
    await expect(openCheckpoint(await signNote(text, elsewhere), elsewhere.key)).rejects.toMatchObject({
      code: 'origin_differs',
    })
    for (const size of ['070000', '-1', '1e5', '9007199254740992', ''])
      expect(() => parseCheckpoint(text.replace('70000', size)), size).toThrow('checkpoint')
  })

  test('tells when each witness of a policy saw it, and whether they are enough', async () => {
    const log = await signerNamed('log.example/a')
    const [w1, w2, w3] = [
      await signerNamed('w.example/1', cosignatureAlgorithm),
      await signerNamed('w.example/2', cosignatureAlgorithm),
      await signerNamed('w.example/3', cosignatureAlgorithm),
    ]
    const policy = parsePolicy(`# two of three, and the third alone
log ${formatVerifierKey(log.key)} https://log.example/a
witness one ${formatVerifierKey(w1.key)}
witness\ttwo ${formatVerifierKey(w2.key)}
witness three ${formatVerifierKey(w3.key)} https://w.example
group pair all one two
group both any pair three
quorum both
`)
    const signed = await signNote(text, log)
    const seenBy = async (...witnesses: (typeof w1)[]) => {
      const lines = await Promise.all(witnesses.map((one, i) => cosign(text, 1_700_000_000 + i, one)))
      return requireQuorum(policy, parseNote(signed + lines.join('')))
    }
    expect(await seenBy(w1, w2)).toEqual([
      { witness: 'one', at: 1_700_000_000 },
      { witness: 'two', at: 1_700_000_001 },
    ])
    expect(await seenBy(w3)).toEqual([{ witness: 'three', at: 1_700_000_000 }])
    await expect(seenBy(w1)).rejects.toMatchObject({ code: 'quorum_missing' })
    const later = (await cosign(text, 1_700_000_000, w3)).replace(/ (\S+)\n$/, (_, body: string) => {
      const bytes = Uint8Array.from(atob(body), (c) => c.charCodeAt(0))
      bytes[11] = (bytes[11] ?? 0) ^ 1
      return ` ${toBase64(bytes)}\n`
    })
    await expect(cosignedAt(parseNote(signed + later), w3.key)).rejects.toMatchObject({ code: 'signature_wrong' })
  })

  test('needs a policy that can be read', async () => {
    const [log, witness] = [await signerNamed('log.example/a'), await signerNamed('w.example', cosignatureAlgorithm)]
    const [l, w] = [formatVerifierKey(log.key), formatVerifierKey(witness.key)]
    for (const [lines, line] of [
      [`log ${l}`, 'quorum'],
      [`log ${w}\nquorum none`, 'Line 1'],
      [`log ${l}\nlog ${l}\nquorum none`, 'Line 2'],
      [`witness none ${w}\nquorum none`, 'Line 1'],
      [`witness a ${w}\nwitness b ${w}\nquorum a`, 'Line 2'],
      [`witness a ${w}\ngroup g 2 a\nquorum g`, 'Line 2'],
      [`witness a ${w}\ngroup g any a\ngroup h any a\nquorum g`, 'Line 3'],
      [`group g any g\nquorum g`, 'Line 1'],
      [`quorum nobody`, 'Line 1'],
      [`quorum none\nquorum none`, 'Line 2'],
      [`log nonsense\nquorum none`, 'Line 1'],
    ] as const)
      expect(() => parsePolicy(lines), lines).toThrow(line)
  })
})

test('a tlog-proof proves one entry, and no other, by a log that is known', async () => {
  const log = await signerNamed('log.example/a')
  const entry = utf8('entry')
  const checkpoint = await signNote(checkpointText({ origin: 'log.example/a', size: 1, root: leafHash(entry) }), log)
  const file = formatProof({ extra: utf8('{}'), index: 0, hashes: [], checkpoint })
  expect(file.startsWith('c2sp.org/tlog-proof@v1\nextra e30=\nindex 0\n\nlog.example/a\n1\n')).toBe(true)
  const proof = parseProof(file)
  expect(formatProof(proof)).toBe(file)
  expect(await verifyProof(proof, entry, policyOf(log.key))).toMatchObject({ checkpoint: { size: 1 }, witnesses: [] })
  await expect(verifyProof(proof, utf8('Entry'), policyOf(log.key))).rejects.toMatchObject({ code: 'not_in_tree' })
  const stranger = await signerNamed('log.example/b')
  await expect(verifyProof(proof, entry, policyOf(stranger.key))).rejects.toMatchObject({ code: 'origin_unknown' })
  for (const wrong of [
    '',
    'c2sp.org/tlog-proof@v1\n',
    file.replace('@v1', '@v2'),
    file.replace('index 0', 'index 00'),
    file.replace('index 0\n', 'index 0\nAAAA\n'),
  ])
    expect(() => parseProof(wrong)).toThrow()
})

test('JSON has one spelling', () => {
  // RFC 8785 section 3.2.2 and 3.2.3.
  const given = {
    numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: '€$\u000f\nA\'B"\\\\"/',
    literals: [null, true, false],
  }
  expect(canonicalJson(given)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  )
  expect(canonicalJson({ '€': 1, '\r': 2, '\ufb33': 3, '1': 4, '😀': 5, '\u0080': 6, ö: 7 })).toBe(
    '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
  )
  expect(() => canonicalJson('\ud800')).toThrow('canonical')
  expect(() => canonicalJson(Number.NaN)).toThrow('canonical')
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 2, stringUnit: 'binary' }), (value) => {
      const text = canonicalJson(value as Json)
      expect(isDeepStrictEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)))).toBe(true)
      expect(canonicalJson(JSON.parse(text))).toBe(text)
    }),
    { numRuns: 30 },
  )
})
