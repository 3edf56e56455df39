import { z } from 'zod'
import { VerificationLevel } from '../../accounts/contract.ts'
import { MediaKind } from '../../files/contract.ts'
import { PriorAnswerInput } from '../../provenance/contract.ts'
import { AiUse, Author, Category, Filing, RightHolder, WorkKind } from '../../works/contract.ts'

/** What `registration.json` calls its own form. A change that an older reader would misread takes the next number. */
export const certificateFormat = 'qianyin-certificate/1'

/** L1 self-declared, L2 the registrant's papers checked, L3 drafts deposited and earlier registrations searched, L4 officially registered. */
export const assuranceLevels = ['L1', 'L2', 'L3', 'L4'] as const
export const AssuranceLevel = z.enum(assuranceLevels)
export type AssuranceLevel = z.infer<typeof AssuranceLevel>

/** What the registry can have looked at. Each stands under `checked` or under `notChecked`, never under both. */
export const assuranceChecks = [
  'file_hashes',
  'files_readable',
  'log_entry',
  'third_party_time',
  'registrant_identity',
  'drafts',
  'earlier_registrations',
  'official_registration',
  'authorship',
  'ownership',
  'originality',
  'stated_dates',
] as const
export const AssuranceCheck = z.enum(assuranceChecks)
export type AssuranceCheck = z.infer<typeof AssuranceCheck>

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
/** The same instant in UTC and in China, which is UTC+8 all year. */
export const TwoClocks = z.object({
  utc: z.iso.datetime(),
  china: z.iso.datetime({ offset: true }),
})
export type TwoClocks = z.infer<typeof TwoClocks>

export const CertifiedFile = z.object({
  name: z.string(),
  kind: MediaKind,
  mimeType: z.string(),
  episode: z.number().int().nullable(),
  sizeBytes: z.number().int(),
  durationSeconds: z.number().nullable(),
  sha256,
  sm3: sha256,
})
export type CertifiedFile = z.infer<typeof CertifiedFile>

export const CertificateTimestamp = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('granted'),
    /** Who gave it, as its certificate names it. */
    authority: z.string(),
    /** False for the authority of this installation itself, whose clock is the registry's own. */
    isThirdParty: z.boolean(),
    /** The token's serial number, in hex. */
    serial: z.string(),
    time: TwoClocks,
    /** Of what it covers: the file of this name beside this one. */
    covers: z.literal('registration.tlog-proof'),
  }),
  /** No authority could be had just then. */
  z.object({ state: z.literal('pending') }),
  /** The registry had none set up. */
  z.object({ state: z.literal('off') }),
])
export type CertificateTimestamp = z.infer<typeof CertificateTimestamp>

/** `registration.json`: all that a certificate says, as RFC 8785 writes it. The printed page shows nothing that is not in here. */
export const CertificateRecord = z.object({
  format: z.literal(certificateFormat),
  certificate: z.object({
    number: z.string(),
    issuedAt: TwoClocks,
    /** Where its state can be asked for as long as the registry is there. */
    address: z.url(),
    /** The certificate of the same work before this one; it goes on to say what it said. */
    former: z.object({ number: z.string(), version: z.number().int() }).optional(),
  }),
  issuer: z.object({ name: z.string(), address: z.url() }),
  registration: z.object({
    number: z.string(),
    version: z.number().int(),
    registeredAt: TwoClocks,
  }),
  registrant: z.object({ name: z.string(), verification: VerificationLevel, country: z.string().nullable() }),
  /** As the registrant stated it. */
  work: z.object({
    title: z.string(),
    otherTitles: z.array(z.object({ language: z.string(), title: z.string() })),
    kind: WorkKind,
    category: Category,
    authors: z.array(Author),
    rightHolders: z.array(RightHolder),
    createdOn: z.iso.date().nullable(),
    firstPublishedOn: z.iso.date().nullable(),
    season: z.number().int().nullable(),
    filing: Filing.nullable(),
    aiUse: AiUse.nullable(),
  }),
  files: z.array(CertifiedFile).min(1),
  assurance: z.object({
    level: AssuranceLevel,
    checked: z.array(AssuranceCheck),
    notChecked: z.array(AssuranceCheck),
  }),
  /** Drafts of this work that were deposited and logged before this version was registered. */
  drafts: z
    .object({ count: z.number().int().min(1), firstDepositedAt: TwoClocks, firstLogIndex: z.number().int().min(0) })
    .optional(),
  /** What was found when earlier registrations were searched for this work. */
  earlierRegistrations: z
    .object({
      searchedAt: TwoClocks,
      found: z.array(
        z.object({
          registrationNumber: z.string(),
          title: z.string(),
          registeredAt: TwoClocks,
          /** Registered by the same organisation, which needs no answer. */
          isOwn: z.boolean(),
          /** What the registrant says to it. */
          answer: PriorAnswerInput.pick({ answer: true, statement: true }).nullable(),
        }),
      ),
    })
    .optional(),
  /** The number of the official 作品登记: stated by the registrant, and held against the official register or not. */
  officialRegistration: z.object({ number: z.string(), isConfirmed: z.boolean() }).optional(),
  log: z.object({
    origin: z.string(),
    /** As c2sp.org/signed-note writes public keys. */
    key: z.string(),
    index: z.number().int().min(0),
    size: z.number().int().min(1),
    /** Base64, as in the checkpoint. */
    root: z.string(),
    checkpointSignedAt: TwoClocks,
  }),
  timestamp: CertificateTimestamp,
  seal: z.object({
    /** `development`: a key that this installation made itself, vouched for by nobody. */
    kind: z.enum(['development', 'configured']),
    /** As its certificate names it. */
    subject: z.string(),
    certificateSha256: sha256,
  }),
  /** Lines of a shell that check it without us. */
  check: z.array(z.string()).length(3),
  disclaimer: z.object({ 'zh-CN': z.string(), en: z.string() }),
})
export type CertificateRecord = z.infer<typeof CertificateRecord>

/** The attachments of the printed certificate, by name. */
export const attachmentNames = {
  record: 'registration.json',
  proof: 'registration.tlog-proof',
  timestamp: 'registration.tsr',
} as const

/** Who issues credentials, and with which keys (did:web). */
export const IssuerDocument = z.object({
  '@context': z.array(z.string()),
  id: z.string(),
  verificationMethod: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      controller: z.string(),
      publicKeyJwk: z.object({ kty: z.string(), crv: z.string(), x: z.string(), alg: z.string(), kid: z.string() }),
    }),
  ),
  assertionMethod: z.array(z.string()),
})

export const IssueCertificateJob = z.object({ workId: z.string(), version: z.number().int().min(1) })

export const revocationReasons = ['facts_wrong', 'rights_disputed', 'ordered', 'at_own_request'] as const
export const RevocationReason = z.enum(revocationReasons)
export type RevocationReason = z.infer<typeof RevocationReason>

export const RevokeCertificateInput = z.strictObject({
  reason: RevocationReason,
  note: z.string().trim().min(1).max(1000),
})
export type RevokeCertificateInput = z.infer<typeof RevokeCertificateInput>

const instant = z.iso.datetime()

/** What anyone may know of a certificate by its number. */
export const CertificateStatus = z.object({
  number: z.string(),
  state: z.enum(['valid', 'revoked']),
  issuedAt: instant,
  /** Of the PDF: what was changed by one bit has another. */
  sha256,
  registrationNumber: z.string(),
  version: z.number().int(),
  title: z.string(),
  level: AssuranceLevel,
  timestamp: z.enum(['granted', 'pending', 'off']),
  seal: CertificateRecord.shape.seal.pick({ kind: true, subject: true, certificateSha256: true }),
  revocation: z.object({ at: instant, reason: RevocationReason }).nullable(),
  /** The certificate of the work’s next version. It takes nothing from this one. */
  successor: z.string().nullable(),
})
export type CertificateStatus = z.infer<typeof CertificateStatus>

/** A work’s certificate, for those who may read it. */
export const CertificateView = CertificateStatus.extend({
  revocation: z.object({ at: instant, reason: RevocationReason, note: z.string() }).nullable(),
})
export type CertificateView = z.infer<typeof CertificateView>

/** `waiting`: it is being made. `hindered`: see `obstacle`. `none`: nobody has asked for it yet. */
export const certificateStates = ['issued', 'waiting', 'hindered', 'failed', 'elsewhere', 'none'] as const

export const WorkCertificates = z.object({
  /** Of the newest registered version. */
  state: z.enum(certificateStates),
  version: z.number().int(),
  obstacle: z.object({ code: z.string(), details: z.record(z.string(), z.union([z.string(), z.number()])) }).nullable(),
  /** The newest first. */
  items: z.array(CertificateView),
})
export type WorkCertificates = z.infer<typeof WorkCertificates>
