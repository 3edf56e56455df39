import type { WorkKind } from '../../../src/domains/works/contract.ts'

/** Which kind of file makes which kind of work. */
export const fileKindOf: Record<WorkKind, 'text' | 'image' | 'audio' | 'video'> = {
  text: 'text',
  image: 'image',
  audio: 'audio',
  video: 'video',
  micro_drama: 'video',
}

/** Spoken, written and subtitle languages that micro-dramas travel in; any other BCP 47 tag is kept as it came. */
export const commonLanguages = [
  'zh-Hans',
  'zh-Hant',
  'yue',
  'en',
  'ja',
  'ko',
  'th',
  'vi',
  'id',
  'ms',
  'fil',
  'hi',
  'ar',
  'fr',
  'de',
  'es',
  'pt-BR',
  'it',
  'ru',
  'tr',
]
