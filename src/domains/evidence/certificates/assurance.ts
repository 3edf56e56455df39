import { type AssuranceCheck, type AssuranceLevel, assuranceChecks, type CertificateRecord } from './contract.ts'

export type Grounds = Pick<CertificateRecord, 'drafts' | 'earlierRegistrations' | 'officialRegistration'> & {
  registrant: Pick<CertificateRecord['registrant'], 'verification'>
  timestamp: CertificateRecord['timestamp']
}

/**
 * How far the registry's own checks went. A level needs the ones below it, but for L4: an official registration
 * that was confirmed counts whatever else was deposited. Authorship, ownership, originality and stated dates are never checked by a deposit.
 */
export function assuranceOf(grounds: Grounds): CertificateRecord['assurance'] {
  const { registrant, timestamp, drafts, earlierRegistrations, officialRegistration } = grounds
  const isIdentified = registrant.verification !== 'self_declared'
  const done = new Set<AssuranceCheck>(['file_hashes', 'files_readable', 'log_entry'])
  if (timestamp.state === 'granted' && timestamp.isThirdParty) done.add('third_party_time')
  if (isIdentified) done.add('registrant_identity')
  if (drafts) done.add('drafts')
  if (earlierRegistrations) done.add('earlier_registrations')
  if (officialRegistration?.isConfirmed) done.add('official_registration')
  const isThird = isIdentified && done.has('drafts') && done.has('earlier_registrations')
  const level: AssuranceLevel = officialRegistration?.isConfirmed ? 'L4' : isThird ? 'L3' : isIdentified ? 'L2' : 'L1'
  return {
    level,
    checked: assuranceChecks.filter((check) => done.has(check)),
    notChecked: assuranceChecks.filter((check) => !done.has(check)),
  }
}
