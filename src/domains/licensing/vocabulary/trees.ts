/** The market's media tree: a node covers all its descendants. Whether FAST lies inside of AD_SUPPORTED is a fact here, not code. */
export const mediaTree: Readonly<Record<string, readonly string[]>> = {
  ALL_RIGHTS: ['EXPLOITATION', 'DERIVATIVE'],
  EXPLOITATION: ['THEATRICAL', 'TV', 'VOD', 'MICRODRAMA_APP', 'MINI_PROGRAM', 'UGC_SOCIAL'],
  TV: ['FREE_TV', 'PAY_TV'],
  VOD: ['TVOD', 'SVOD', 'AD_SUPPORTED'],
  TVOD: ['EST', 'RENTAL'],
  AD_SUPPORTED: ['AVOD', 'FAST'],
  MICRODRAMA_APP: ['INAPP_IAP', 'INAPP_IAA'],
  DERIVATIVE: ['REMAKE', 'SEQUEL', 'NOVELIZATION', 'GAME', 'MERCHANDISING'],
}

/** BCP 47 tags that are sold apart. What is not here is a language of its own. */
export const languageTree: Readonly<Record<string, readonly string[]>> = {
  zh: ['zh-Hans', 'zh-Hant', 'cmn', 'yue'],
  es: ['es-419', 'es-ES'],
  'es-419': ['es-MX', 'es-AR', 'es-CO', 'es-CL', 'es-PE'],
  pt: ['pt-BR', 'pt-PT'],
  fr: ['fr-FR', 'fr-CA'],
}
