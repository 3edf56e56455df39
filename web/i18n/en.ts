import { accounts } from './en/accounts.ts'
import { certificate } from './en/certificate.ts'
import { checks, compare } from './en/checks.ts'
import { common } from './en/common.ts'
import { draft, obstacles } from './en/draft.ts'
import { home, registry } from './en/entry.ts'
import { log } from './en/log.ts'
import { countryField, invitation, organisations, readBack } from './en/organisations.ts'
import { problems } from './en/problems.ts'
import { provenance } from './en/provenance.ts'
import { verifications } from './en/verifications.ts'
import { checkYourself, localHash, newWork, sealed, works } from './en/works.ts'
import type { FirstWords, TranslationOf } from './words.ts'

export const en = {
  ...common,
  accounts,
  home,
  registry,
  checks,
  compare,
  works,
  newWork,
  sealed,
  checkYourself,
  log,
  certificate,
  localHash,
  provenance,
  draft,
  obstacles,
  problems,
  countryField,
  readBack,
  organisations,
  invitation,
  verifications,
} satisfies TranslationOf<FirstWords>
