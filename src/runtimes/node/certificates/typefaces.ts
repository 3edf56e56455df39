import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { create } from 'fontkit'
import { invalid } from '../../../kernel/errors.ts'
import type { PrintedCertificate, PrintedLine } from '../../../ports/certificates.ts'

const fileOf = (path: string) => readFileSync(createRequire(import.meta.url).resolve(path))

/** Noto Serif SC in two weights of 15 MB, Fira Mono for hashes (all OFL 1.1): read only when something is printed. */
export const readTypefaces = () => ({
  serif: fileOf('@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf'),
  strong: fileOf('@expo-google-fonts/noto-serif-sc/600SemiBold/NotoSerifSC_600SemiBold.ttf'),
  code: fileOf('@expo-google-fonts/fira-mono/400Regular/FiraMono_400Regular.ttf'),
})

/** What the two kinds of type have. */
export interface Coverage {
  serif(codePoint: number): boolean
  code(codePoint: number): boolean
}

/** Both weights of the serif type have the same characters. */
export function coverageOf(faces: { serif: Buffer; code: Buffer }): Coverage {
  const [serif, mono] = [create(faces.serif), create(faces.code)]
  if (!('hasGlyphForCodePoint' in serif) || !('hasGlyphForCodePoint' in mono)) throw new Error('A typeface is one face')
  return {
    serif: (codePoint) => serif.hasGlyphForCodePoint(codePoint),
    code: (codePoint) => mono.hasGlyphForCodePoint(codePoint),
  }
}

/**
 * The same certificate with nothing in it that the type cannot show: marks without a shape are left out, and what a file's name has
 * beyond the type is written by its code point. Throws Invalid `glyph_missing`.
 */
export function inType(certificate: PrintedCertificate, coverage: Coverage): PrintedCertificate {
  const serif = (text: string) => shown(text, coverage.serif)
  const line = ({ text, style }: PrintedLine): PrintedLine => {
    if (style === 'name') return { text: named(text, coverage.serif), style: 'plain' }
    const isCode = style === 'code' && [...text].every((character) => coverage.code(character.codePointAt(0) ?? 0))
    return isCode ? { text, style } : { text: serif(text), style: style === 'code' ? 'plain' : style }
  }
  const pair = ([zh, en]: readonly [string, string]) => [serif(zh), serif(en)] as const
  const facts = (all: PrintedCertificate['facts']) =>
    all.map(({ label, lines }) => ({ label: pair(label), lines: lines.map(line) }))
  return {
    ...certificate,
    issuer: serif(certificate.issuer),
    title: serif(certificate.title),
    facts: facts(certificate.facts),
    sections: certificate.sections.map((section) => ({
      ...section,
      heading: pair(section.heading),
      ...(section.facts ? { facts: facts(section.facts) } : {}),
    })),
    files: certificate.files.map((file) => ({ ...file, heading: line(file.heading) })),
  }
}

const withoutShape = /[\p{Cc}\p{Zl}\p{Zp}]+/gu
const unseen = /\p{Cf}|\p{Variation_Selector}/gu

function shown(text: string, has: (codePoint: number) => boolean): string {
  const whole = text.normalize('NFC').replace(withoutShape, ' ').replace(unseen, '')
  for (const character of whole) {
    const codePoint = character.codePointAt(0) ?? 0
    if (has(codePoint)) continue
    const name = codePointName(codePoint)
    throw invalid('glyph_missing', `The certificate’s type has no ${character} (${name}), which is in “${text}”`, {
      character,
      codePoint: name,
      text,
    })
  }
  return whole
}

const named = (text: string, has: (codePoint: number) => boolean): string =>
  Array.from(text.normalize('NFC').replace(withoutShape, ' ').replace(unseen, ''), (character) => {
    const codePoint = character.codePointAt(0) ?? 0
    return has(codePoint) ? character : `[${codePointName(codePoint)}]`
  }).join('')

const codePointName = (codePoint: number) => `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`
