import { invalid } from '../../../kernel/errors.ts'

export interface XmlHandler {
  open?: (name: string, attributes: string) => void
  close?: (name: string) => void
  text?: (text: string) => void
}

// Each alternative starts with a character of its own, so that the time is linear in the length.
const token =
  /<!\[CDATA\[([\s\S]*?)\]\]>|<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<(\/?)([^\s<>/!?]+)((?:[^<>"']|"[^"]*"|'[^']*')*)>|([^<]+)/y

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function decode(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w{1,8}));/g, (whole, hex, decimal, name) => {
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
    if (name) return named[name] ?? whole
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

/** The value of an attribute in the text that `open` is given. */
export function attribute(attributes: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes)
  const value = found?.[1] ?? found?.[2]
  return value === undefined ? undefined : decode(value)
}

/**
 * Reads the plain XML 1.0 that office programs write, by events; names come without their prefix. Entities of its own, which
 * could grow without end, are refused. Throws Invalid `workbook_broken`.
 */
export function readXml(xml: string, { open, close, text }: XmlHandler): void {
  if (/<!DOCTYPE/i.test(xml.slice(0, 10_000))) throw invalid('workbook_broken', 'The workbook declares a document type')
  token.lastIndex = 0
  for (let at = 0; at < xml.length; at = token.lastIndex) {
    token.lastIndex = at
    const found = token.exec(xml)
    if (!found) throw invalid('workbook_broken', 'The workbook holds XML that cannot be read')
    const [, data, slash, fullName, attributes = '', plain] = found
    if (data !== undefined) text?.(data)
    else if (plain !== undefined) text?.(decode(plain))
    else if (fullName !== undefined) {
      const name = fullName.slice(fullName.indexOf(':') + 1)
      const isEmpty = attributes.endsWith('/')
      if (!slash) open?.(name, isEmpty ? attributes.slice(0, -1) : attributes)
      if (slash || isEmpty) close?.(name)
    }
  }
}

/** Text for an element or a quoted attribute. What XML 1.0 cannot hold is left out. */
export const encodeXml = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"]/g, (character) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' }[character]};`)
