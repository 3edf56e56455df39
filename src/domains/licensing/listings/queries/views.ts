import type { Context } from '../../../../ports/context.ts'
import { posterObjects } from '../../../works/index.ts'
import type { CatalogueItem, ChainOfTitle, ListingView } from '../contract.ts'
import { isTitleRegistered, isVerified } from '../rules.ts'
import type { ListedRow, ListingRow } from '../store.ts'

export const listingView = (row: ListingRow): ListingView => ({
  id: row.id,
  workId: row.workId,
  state: row.state,
  revision: row.revision,
  ...factsOf(row),
  updatedAt: new Date(row.updatedAt).toISOString(),
})

const factsOf = ({
  titleZh,
  titleEn,
  synopsisZh,
  synopsisEn,
  genre,
  audience,
  production,
  episodes,
  episodeMinutes,
  originalLanguage,
}: ListingRow) => ({
  titleZh,
  titleEn,
  synopsisZh,
  synopsisEn,
  genre,
  audience,
  production,
  episodes,
  episodeMinutes,
  originalLanguage,
})

export function chainOf(row: ListedRow): ChainOfTitle {
  const links = {
    registrationNumber: row.registrationNumber ?? '',
    registeredAt: new Date(row.registeredAt ?? 0).toISOString(),
    registryTitle: row.registryTitle,
    isTitleRegistered: isTitleRegistered(row.listing, [
      row.registryTitle,
      ...row.details.otherTitles.map(({ title }) => title),
    ]),
    logIndex: row.logIndex,
    seller: row.seller,
    hasRightsIn: row.hasRightsIn === 1,
  }
  return { ...links, isVerified: isVerified(links) }
}

export async function catalogueItems(ctx: Pick<Context, 'db'>, rows: readonly ListedRow[]): Promise<CatalogueItem[]> {
  const faces = await posterObjects(
    ctx,
    rows.map(({ listing, version }) => ({ workId: listing.workId, version: version ?? 1 })),
  )
  return rows.map((row) => ({
    id: row.listing.id,
    ...factsOf(row.listing),
    kind: row.kind,
    hasPoster: (faces.get(row.listing.workId)?.posterSha256 ?? null) !== null,
    chain: chainOf(row),
    openRegions: row.listing.regions,
  }))
}
