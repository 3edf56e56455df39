// The columns of EMA Avails 1.9 (MovieLabs, MIT) by section and name, in their order; a star marks what the dictionary requires.
// `VolumeDistributinoNumber` is spelt as published.
const movies = `
  Avail/DisplayName Avail/Licensee AvailTrans/AssetLanguage AvailTrans/Territory* AvailTrans/TerritoryExclusion
  Avail/StoreType AvailAsset/WorkType* Disposition/EntryType* AvailMetadata/TitleInternalAlias*
  AvailMetadata/TitleDisplayUnlimited AvailMetadata/LocalizationType AvailMetadata/CompanyDisplayCredit
  AvailMetadata/GroupIdentity AvailMetadata/Director AvailTrans/LicenseType* AvailTrans/LicenseRightsDescription
  AvailTrans/FormatProfile* AvailTrans/HDR AvailTrans/WCG AvailTrans/HFR AvailTrans/NGAudio AvailTrans/Start*
  AvailTrans/StartLag AvailTrans/End* AvailTrans/EndLag AvailTrans/WindowDuration AvailTrans/PriceType*
  AvailTrans/PriceValue* AvailTrans/PriceCurrency AvailTrans/SRP AvailTrans/Description AvailTrans/Download
  AvailTrans/OtherTerms AvailTrans/OtherInstructions AvailAsset/TitleID AvailAsset/EditID AvailAsset/AltID
  AvailAsset/ContentID* Avail/AvailID Avail/UV_ID Avail/DMA_ID Avail/ReportingID AvailAsset/Metadata Avail/ALID*
  AvailTrans/SuppressionLiftDate* AvailTrans/SpecialPreOrderFulfillDate AvailTrans/AnnounceDate
  AvailMetadata/ReleaseYear AvailMetadata/ReleaseHistoryOriginal AvailMetadata/ReleaseHistoryPhysicalHV
  Avail/ExceptionFlag AvailMetadata/RatingSystem AvailMetadata/RatingValue AvailMetadata/RatingReason
  AvailTrans/RentalDuration AvailTrans/WatchDuration AvailMetadata/CaptionIncluded* AvailMetadata/CaptionExemption*
  AvailMetadata/Any AvailTrans/ContractID AvailTrans/TitleStatus AvailTrans/Exclusive AvailTrans/ExclusiveAttributes
  AvailTrans/BrandingRights AvailTrans/BrandingRightsAttributes Avail/ServiceProvider AvailMetadata/TotalRunTime
  AvailTrans/HoldbackLanguage AvailTrans/AllowedLanguages AvailTrans/RequiredFulfillmentLanguages Avail/BundleALIDs
  AvailMetadata/RetailerID1 AvailMetadata/RetailerID2 AvailMetadata/RetailerID3 Avail/RetailerSpare1
  Avail/RetailerSpare2 Avail/RetailerSpare3 AvailAsset/PackageLabel
`
const tv = `
  Avail/DisplayName Avail/Licensee AvailTrans/AssetLanguage AvailTrans/Territory* AvailTrans/TerritoryExclusion
  AvailAsset/WorkType* Disposition/EntryType* AvailMetadata/SeriesTitleInternalAlias*
  AvailMetadata/SeriesTitleDisplayUnlimited AvailMetadata/SeasonNumber* AvailMetadata/VolumeTitleInternalAlias
  AvailMetadata/VolumeTitleDisplayUnlimited AvailMetadata/VolumeNumber AvailMetadata/DistributionNumber
  AvailMetadata/VolumeDistributinoNumber AvailMetadata/EpisodeNumber* AvailMetadata/LocalizationType
  AvailMetadata/EpisodeTitleInternalAlias* AvailMetadata/EpisodeTitleDisplayUnlimited
  AvailMetadata/SeasonTitleInternalAlias AvailMetadata/SeasonTitleDisplayUnlimited AvailMetadata/EpisodeCount*
  AvailMetadata/SeasonCount AvailMetadata/SeriesID AvailMetadata/SeasonID AvailMetadata/VolumeID
  AvailMetadata/EpisodeTitleID AvailMetadata/EpisodeID AvailMetadata/SeriesAltID AvailMetadata/SeasonAltID
  AvailMetadata/VolumeAltID AvailMetadata/EpisodeAltID Avail/ALID* AvailMetadata/CompanyDisplayCredit
  AvailMetadata/GroupIdentity AvailMetadata/Director AvailTrans/LicenseType* AvailTrans/LicenseRightsDescription
  AvailTrans/FormatProfile* AvailTrans/HDR AvailTrans/WCG AvailTrans/HFR AvailTrans/NGAudio AvailTrans/Start*
  AvailTrans/StartLag AvailTrans/End* AvailTrans/EndLag AvailTrans/WindowDuration
  AvailTrans/SpecialPreOrderFulfillDate AvailTrans/PriceType* AvailTrans/PriceValue* AvailTrans/PriceCurrency
  AvailTrans/SRP AvailTrans/Description AvailTrans/Download AvailTrans/OtherTerms AvailTrans/OtherInstructions
  AvailAsset/SeriesContentID* AvailAsset/SeasonContentID* AvailAsset/VolumeContentID AvailAsset/EpisodeContentID*
  Avail/AvailID Avail/UV_ID Avail/DMA_ID Avail/ReportingID AvailAsset/Metadata AvailTrans/SuppressionLiftDate*
  AvailTrans/AnnounceDate AvailMetadata/ReleaseYear AvailMetadata/ReleaseHistoryOriginal
  AvailMetadata/ReleaseHistoryPhysicalHV Avail/ExceptionFlag AvailMetadata/RatingSystem AvailMetadata/RatingValue
  AvailMetadata/RatingReason AvailTrans/RentalDuration AvailTrans/WatchDuration AvailTrans/FixedEndDate
  AvailMetadata/CaptionIncluded* AvailMetadata/CaptionExemption* AvailMetadata/Any AvailTerms/ContractID
  AvailTrans/TitleStatus AvailTrans/Exclusive AvailTrans/ExclusiveAttributes AvailTrans/BrandingRights
  AvailTrans/BrandingRightsAttributes Avail/ServiceProvider AvailMetadata/TotalRunTime AvailTrans/HoldbackLanguage
  AvailTrans/AllowedLanguages AvailTrans/RequiredFulfillmentLanguages Avail/BundledALIDs
  AvailMetadata/RetailerEpisodeID1 AvailMetadata/RetailerEpisodeID2 AvailMetadata/RetailerVolumeID
  AvailMetadata/RetailerSeasonID AvailMetadata/RetailerSeriesID Avail/RetailerSpare1 Avail/RetailerSpare2
  Avail/RetailerSpare3 AvailAsset/PackageLabel
`

export type AvailsKind = 'Movies' | 'TV'

const listed = (text: string): { column: string; isRequired: boolean }[] =>
  text
    .trim()
    .split(/\s+/)
    .map((word) => ({ column: word.replace('*', ''), isRequired: word.endsWith('*') }))

/** A column is `Section/Name`. */
export const columns: Readonly<Record<AvailsKind, readonly { column: string; isRequired: boolean }[]>> = {
  Movies: listed(movies),
  TV: listed(tv),
}
