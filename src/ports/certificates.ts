/** Chinese first, then English. */
export type Bilingual = readonly [zh: string, en: string]

/** `code` is set in type of one width; of a `name`, what the type lacks is written by its code point. */
export interface PrintedLine {
  text: string
  style: 'plain' | 'soft' | 'code' | 'name'
}

export interface PrintedFact {
  label: Bilingual
  lines: readonly PrintedLine[]
}

/** A part of the pages behind the first. */
export interface PrintedSection {
  heading: Bilingual
  facts?: readonly PrintedFact[]
  /** What was done and what was not. */
  points?: readonly { done: boolean; words: Bilingual }[]
  code?: readonly string[]
  note?: Bilingual
}

export interface PrintedFile {
  heading: PrintedLine
  facts: string
  sha256: string
  sm3: string
}

/** A certificate, or another paper that is sealed, in words, ready for type. The same one always gives the same bytes. */
export interface PrintedCertificate {
  number: string
  /** What the QR code leads to. */
  address: string
  issuer: string
  issuedOn: Bilingual
  issuedAtMs: number
  heading: Bilingual
  title: string
  /** Unless it is the name of a work, which stands in 《》. */
  isPlainTitle?: true
  kind: Bilingual
  facts: readonly PrintedFact[]
  level: { code: string; codes: readonly string[]; words: Bilingual } | null
  disclaimer: Bilingual
  sections: readonly PrintedSection[]
  files: readonly PrintedFile[]
  attachments: readonly { name: string; bytes: Uint8Array; mimeType: string; description: string }[]
}

/**
 * Lays a certificate out as PDF/A-3b with its attachments, and with room for a signature over all of it: `/ByteRange [0 9999999999
 * 9999999999 9999999999]` and zeros as `/Contents`, once each. Throws Invalid `glyph_missing` with the `character` that the type
 * lacks; Unavailable `certificate_printer_failed`.
 */
export type PrintCertificate = (certificate: PrintedCertificate) => Promise<Uint8Array>

/** What seals certificates: a key and what says whose it is. */
export interface Seal {
  kind: 'development' | 'configured'
  /** X.509 in DER, its own first, then those that vouch for it. */
  certificates: readonly Uint8Array[]
  algorithm: 'ECDSA-P256-SHA256' | 'RSA-SHA256'
  /** The signature as CMS has it: of ECDSA the DER of its two numbers. */
  sign(message: Uint8Array): Promise<Uint8Array>
}

/** What a home issues certificates with. */
export interface CertificateOffice {
  /** Where certificates say that we are, such as https://qianyin.example; it stands on them for good. */
  address: string
  /** Null where this home cannot lay out pages: then another one does, or nobody. */
  print: PrintCertificate | null
  /** Null where none is set: then one is made and kept in the database. */
  seal: Seal | null
}
