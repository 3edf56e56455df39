import type { ChainOfTitle, ListingInput } from './contract.ts'

const han = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu

/** Text as it is indexed: one token a Chinese character, NFKC. */
export const searchText = (text: string): string =>
  text.normalize('NFKC').replace(han, ' $& ').replace(/\s+/g, ' ').trim()

/** An FTS5 query that finds all words, each as a phrase whose last token may go on; null for none. */
export function searchQuery(query: string): string | null {
  const words = query
    .normalize('NFKC')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
  return words.length === 0 ? null : words.map((word) => `"${searchText(word)}" *`).join(' AND ')
}

type Named = Pick<ListingInput, 'titleZh' | 'titleEn'>

export const isTitleRegistered = (listing: Named, registered: readonly string[]): boolean => {
  const plain = (title: string) => title.normalize('NFKC').toLowerCase().replace(/\s+/g, '')
  const known = new Set(registered.map(plain))
  return known.has(plain(listing.titleZh)) || known.has(plain(listing.titleEn))
}

/** Registered, provably so by the public log, by a seller whose papers were checked and who says by what right it sells. */
export const isVerified = (chain: Pick<ChainOfTitle, 'logIndex' | 'seller' | 'hasRightsIn'>): boolean =>
  chain.logIndex !== null && chain.hasRightsIn && chain.seller.verification !== 'self_declared'
