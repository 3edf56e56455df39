import { accounts } from './zh-CN/accounts.ts'
import { certificate } from './zh-CN/certificate.ts'
import { checks, compare } from './zh-CN/checks.ts'
import { common } from './zh-CN/common.ts'
import { draft, obstacles } from './zh-CN/draft.ts'
import { home, registry } from './zh-CN/entry.ts'
import { log } from './zh-CN/log.ts'
import { countryField, invitation, organisations, readBack } from './zh-CN/organisations.ts'
import { problems } from './zh-CN/problems.ts'
import { provenance } from './zh-CN/provenance.ts'
import { verifications } from './zh-CN/verifications.ts'
import { checkYourself, localHash, newWork, sealed, works } from './zh-CN/works.ts'

/** The words' home language; every other language must satisfy its shape (words.ts). */
export const zhCN = {
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
}
