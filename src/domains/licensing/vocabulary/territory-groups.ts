import { countries } from '../../../kernel/countries.ts'

// UN M49 as of 2026: the smallest regions by their territories, the larger ones by their regions. TW, which M49 does not
// list, stands in Eastern Asia; CN holds neither HK nor MO nor TW. A change of members is a new key, KEY@YYYY-MM-DD.
const regions: Readonly<Record<string, readonly [string, string]>> = {
  '005': ['South America', 'AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE'],
  '010': ['Antarctica', 'AQ'],
  '011': ['Western Africa', 'BF BJ CI CV GH GM GN GW LR ML MR NE NG SH SL SN TG'],
  '013': ['Central America', 'BZ CR GT HN MX NI PA SV'],
  '014': ['Eastern Africa', 'BI DJ ER ET IO KE KM MG MU MW MZ RE RW SC SO SS TF TZ UG YT ZM ZW'],
  '015': ['Northern Africa', 'DZ EG EH LY MA SD TN'],
  '017': ['Middle Africa', 'AO CD CF CG CM GA GQ ST TD'],
  '018': ['Southern Africa', 'BW LS NA SZ ZA'],
  '021': ['Northern America', 'BM CA GL PM US'],
  '029': ['Caribbean', 'AG AI AW BB BL BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC VG VI'],
  '030': ['Eastern Asia', 'CN HK JP KP KR MN MO TW'],
  '034': ['Southern Asia', 'AF BD BT IN IR LK MV NP PK'],
  '035': ['South-eastern Asia', 'BN ID KH LA MM MY PH SG TH TL VN'],
  '039': ['Southern Europe', 'AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA'],
  '053': ['Australia and New Zealand', 'AU CC CX HM NF NZ'],
  '054': ['Melanesia', 'FJ NC PG SB VU'],
  '057': ['Micronesia', 'FM GU KI MH MP NR PW UM'],
  '061': ['Polynesia', 'AS CK NU PF PN TK TO TV WF WS'],
  '143': ['Central Asia', 'KG KZ TJ TM UZ'],
  '145': ['Western Asia', 'AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE'],
  '151': ['Eastern Europe', 'BG BY CZ HU MD PL RO RU SK UA'],
  '154': ['Northern Europe', 'AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ'],
  '155': ['Western Europe', 'AT BE CH DE FR LI LU MC NL'],
  '202': ['Sub-Saharan Africa', 'M49:011 M49:014 M49:017 M49:018'],
  '002': ['Africa', 'M49:015 M49:202'],
  '419': ['Latin America and the Caribbean', 'M49:005 M49:013 M49:029'],
  '003': ['North America', 'M49:013 M49:021 M49:029'],
  '019': ['Americas', 'M49:021 M49:419'],
  '142': ['Asia', 'M49:030 M49:034 M49:035 M49:143 M49:145'],
  '150': ['Europe', 'M49:039 M49:151 M49:154 M49:155'],
  '009': ['Oceania', 'M49:053 M49:054 M49:057 M49:061'],
}

const europeanUnion = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'

/** Groups of territories by key; a member is a code of ISO 3166-1 or another key. */
export const territoryGroups: Readonly<Record<string, { name: string; members: readonly string[] }>> = {
  WORLD: { name: 'World', members: countries },
  'M49:001': { name: 'World', members: countries },
  'EU@2013-07-01': { name: 'European Union with Croatia', members: `${europeanUnion} GB`.split(' ') },
  'EU@2020-02-01': { name: 'European Union without the United Kingdom', members: europeanUnion.split(' ') },
  ...Object.fromEntries(
    Object.entries(regions).map(([key, [name, members]]) => [`M49:${key}`, { name, members: members.split(' ') }]),
  ),
}
