import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { blake3 } from '@noble/hashes/blake3.js'
import { describe, expect, it } from 'vitest'
import { audioCode } from '../../../../src/domains/fingerprints/iscc/audio-code.ts'
import { composeIscc, mixedCode } from '../../../../src/domains/fingerprints/iscc/codes.ts'
import { createDataCode } from '../../../../src/domains/fingerprints/iscc/data-code.ts'
import { imageCode } from '../../../../src/domains/fingerprints/iscc/image-code.ts'
import { blake3Multihash, instanceCode } from '../../../../src/domains/fingerprints/iscc/instance-code.ts'
import { metaCode } from '../../../../src/domains/fingerprints/iscc/meta-code.ts'
import { collapseText } from '../../../../src/domains/fingerprints/iscc/text.ts'
import { textCode } from '../../../../src/domains/fingerprints/iscc/text-code.ts'
import { createVideoCode } from '../../../../src/domains/fingerprints/iscc/video-code.ts'

interface Vector {
  inputs: unknown[]
  outputs: Record<string, unknown>
}

const shared = process.env.QIANYIN_SHARED ?? fileURLToPath(new URL('../../../../../shared', import.meta.url))
const file = join(shared, 'data', 'iscc', 'data.json')
const published = existsSync(file)
  ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, Vector>>)
  : null
if (!published) console.warn(`SKIPPED: ${file} is absent, so only the vectors quoted here were checked`)

/** Quoted from iscc-core 1.3.0, iscc_core/data.json, © The ISCC Foundation and contributors, Apache-2.0. */
const quoted: Record<string, Record<string, Vector>> = {
  gen_meta_code_v0: {
    title: {
      inputs: ['Die Unendliche Geschichte', '', null, 64],
      outputs: {
        iscc: 'ISCC:AAAZXZ6OU74YAZIM',
        name: 'Die Unendliche Geschichte',
        metahash: '1e200d890ec03394de69d28750ccc89510afaa0b405eec4efbfd79df19d2d5764c83',
      },
    },
    'title and description': {
      inputs: ['Die Unendliche Geschichte', 'Von Michael Ende', null, 256],
      outputs: {
        iscc: 'ISCC:AADZXZ6OU4E45RB57GAGKDGHZXV752RFK424V76TRVZ2TKS2K6X5VVA',
        description: 'Von Michael Ende',
      },
    },
    'signs that normalise': {
      inputs: ['Ç 가 Ω ℍ ① ︷ i⁹ ¼ ǆ ⫝̸ ȴ ȷ ɂ ć', '  Iñtërnâtiôn\nàlizætiøn☃💩 –  is a tric\t ky   thing!\r', null, 256],
      outputs: { iscc: 'ISCC:AAD6KOWKOF334VRANKFXRZXZWMVZZDZZAGHC3ON7O5ENTBJ3TXJ5XYQ' },
    },
    payload: {
      inputs: ['Hello', '', { some: 'object' }, 64],
      outputs: { iscc: 'ISCC:AAAWKLHFXN63LHL2' },
    },
  },
  gen_text_code_v0: {
    empty: { inputs: ['', 64], outputs: { iscc: 'ISCC:EAASL4F2WZY7KBXB', characters: 0 } },
    short: {
      inputs: ['Hello World', 256],
      outputs: { iscc: 'ISCC:EADSKDNZNYGUUF5AMFEJLZ5P66CP5YKCOA3X7F36RWE4CIRCBTUWXYY', characters: 10 },
    },
    'beyond ASCII': {
      inputs: ['Iñtërnâtiônàlizætiøn☃    Iñtërnâtiônàlizætiøn☃', 256],
      outputs: { iscc: 'ISCC:EADTJCW2DT555KK6DEQAR5DQT7VYJGZM6CXHG3BM56WOMQDDVS7754I', characters: 42 },
    },
  },
  gen_image_code_v0: {
    black: { inputs: [Array(1024).fill(0), 64], outputs: { iscc: 'ISCC:EEAQAAAAAAAAAAAA' } },
  },
  gen_audio_code_v0: {
    empty: { inputs: [[], 64], outputs: { iscc: 'ISCC:EIAQAAAAAAAAAAAA' } },
    negative: {
      inputs: [[-1, 0, 1], 256],
      outputs: { iscc: 'ISCC:EIDQAAAAAH777777AAAAAAAAAAAACAAAAAAP777774AAAAAAAAAAAAI' },
    },
  },
  gen_video_code_v0: {
    range: {
      inputs: [[Array.from({ length: 380 }, (_, i) => i)], 256],
      outputs: { iscc: 'ISCC:EMDVFD4RIMPXYSWSNEZPYBZ2FDFMSPZBUMDRUFJPYKJFXWXNDUMQAYI' },
    },
  },
  gen_mixed_code_v0: {
    four: {
      inputs: [['EUA6GIKXN42IQV3S', 'EIAUKMOUIOYZCKA5', 'EQA6JK5IEKO6E732', 'EIAU2XRWOT4AKMTZ'], 64],
      outputs: { iscc: 'ISCC:EQASNZJ36ZT33AL7' },
    },
  },
  gen_data_code_v0: {
    empty: { inputs: ['stream:', 64], outputs: { iscc: 'ISCC:GAASL4F2WZY7KBXB' } },
    'two bytes': { inputs: ['stream:ff00', 64], outputs: { iscc: 'ISCC:GAAXL2XYM5BQIAZ3' } },
    'many chunks': {
      inputs: [`stream:${Array.from({ length: 2048 }, (_, i) => littleEndianHex(i + 1)).join('')}`, 256],
      outputs: { iscc: 'ISCC:GAD2FL7K437RJZK2MMLL4C2672JVQTMGJYYZ3KAINZRWETNWFES3KYA' },
    },
  },
  gen_instance_code_v0: {
    zero: {
      inputs: ['stream:00', 128],
      outputs: {
        iscc: 'ISCC:IABS2OW637YRWYPRJSEG4NNPUA3HG',
        datahash: '1e202d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213',
        filesize: 1,
      },
    },
  },
  gen_iscc_code_v0: {
    'in any order': {
      inputs: [
        [
          'EAARMJLTQCUWAND2',
          'AAAYPXW445FTYNJ3',
          'IADWIK7A7JTUAQ2D6QARX7OBEIK3OOUAM42LOBLCZ4ZOGDLRHMDL6TQ',
          'GABVVC5DMJJGYKZ4ZBYVNYABFFYXG',
        ],
      ],
      outputs: { iscc: 'ISCC:KACYPXW445FTYNJ3CYSXHAFJMA2HUWULUNRFE3BLHRSCXYH2M5AEGQY' },
    },
    'data and instance': {
      inputs: [['GAAQQICFKJYKY4KU', 'IADWIK7A7JTUAQ2D6QARX7OBEIK3OOUAM42LOBLCZ4ZOGDLRHMDL6TQ']],
      outputs: { iscc: 'ISCC:KUAAQICFKJYKY4KUMQV6B6THIBBUG' },
    },
  },
}

function littleEndianHex(value: number): string {
  return value
    .toString(16)
    .padStart(8, '0')
    .replace(/(..)(..)(..)(..)/, '$4$3$2$1')
}

const streamBytes = (input: unknown): Uint8Array => Buffer.from(String(input).replace('stream:', ''), 'hex')

/** The payload of a data URL, or of an object in canonical form, which for one key is what JSON.stringify writes. */
const payloadOf = (meta: unknown): Uint8Array | undefined => {
  if (!meta) return undefined
  if (typeof meta !== 'string') return new TextEncoder().encode(JSON.stringify(meta))
  return Buffer.from(meta.slice(meta.indexOf(',') + 1), 'base64')
}

const answers: Record<string, (inputs: unknown[]) => Record<string, unknown>> = {
  gen_meta_code_v0: ([name, description, meta, bits]) => {
    const payload = payloadOf(meta)
    const work = { name: String(name), description: String(description), ...(payload ? { payload } : {}) }
    return { ...metaCode(work, Number(bits)), meta: undefined }
  },
  gen_text_code_v0: ([text, bits]) => ({
    iscc: textCode(String(text), Number(bits)),
    characters: [...collapseText(String(text))].length,
  }),
  gen_image_code_v0: ([grey, bits]) => ({ iscc: imageCode(Uint8Array.from(grey as number[]), Number(bits)) }),
  gen_audio_code_v0: ([ints, bits]) => ({ iscc: audioCode(Int32Array.from(ints as number[]), Number(bits)) }),
  gen_video_code_v0: ([signatures, bits]) => {
    const video = createVideoCode()
    for (const signature of signatures as number[][]) video.add(signature)
    return { iscc: video.code(Number(bits)) }
  },
  gen_mixed_code_v0: ([codes, bits]) => ({ iscc: mixedCode(codes as string[], Number(bits)), parts: codes }),
  gen_data_code_v0: ([stream, bits]) => {
    const data = createDataCode()
    const bytes = streamBytes(stream)
    // In pieces, as a file is read
    for (let at = 0; at < bytes.length; at += 3000) data.add(bytes.subarray(at, at + 3000))
    return { iscc: data.code(Number(bits)) }
  },
  gen_instance_code_v0: ([stream, bits]) => {
    const bytes = streamBytes(stream)
    const digest = blake3(bytes)
    return { iscc: instanceCode(digest, Number(bits)), datahash: blake3Multihash(digest), filesize: bytes.length }
  },
  gen_iscc_code_v0: ([codes]) => ({ iscc: composeIscc(codes as string[]) }),
}

const casesOf = (set: Record<string, Record<string, Vector>>) =>
  Object.entries(set).flatMap(([kind, vectors]) =>
    Object.entries(vectors).map(([name, vector]) => ({ kind, name, vector })),
  )

const check = ({ kind, vector }: { kind: string; vector: Vector }): void => {
  const answer = answers[kind]?.(vector.inputs)
  const { meta: _dataUrl, ...outputs } = vector.outputs
  expect(answer).toMatchObject(outputs)
}

describe('ISCC conformance vectors', () => {
  it.each(casesOf(quoted))('$kind: $name', check)

  it.skipIf(!published)('holds all vectors that are published with the standard', () => {
    const { _metadata, ...kinds } = published ?? {}
    expect(Object.keys(kinds).toSorted()).toEqual(Object.keys(answers).toSorted())
    expect(casesOf(kinds).length).toBeGreaterThanOrEqual(50)
    for (const vector of casesOf(kinds)) check(vector)
  })
})
