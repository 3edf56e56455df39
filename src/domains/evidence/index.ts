/**
 * Owns: log_keys, log_entries, log_records, log_stops, log_checkpoints, log_edge, log_outbox, certificate_keys, certificates,
 *   certificate_revocations, certificate_obstacles, log_timestamps, log_cosignatures, log_refusals, evidence_packages,
 *   evidence_package_files, evidence_custody, log_anchors
 * Reads: accounts, files, works, fingerprints, provenance
 * Emits: nothing
 * States: entry pending → published; checkpoint signed → published; log running → stopped → running; certificate valid →
 *   revoked; package asked → made → entered
 * Never: signs two trees of one size, or one that does not go on from the last; changes or removes an entry; puts personal data into
 *   a leaf
 */
export { btoeAnchor } from './anchors/btoe.ts'
export { auditTimestampRow, auditTimestamps } from './attestations/audit-timestamps.ts'
export { keepLog } from './attestations/keep-log.ts'
export { readTimestamp } from './attestations/read-timestamps.ts'
export { readWitnesses } from './attestations/witness-settings.ts'
export { auditLog } from './audit-log.ts'
export { auditRows } from './audit-rows.ts'
export { openCertificateKeys } from './certificates/keys.ts'
export { certificatePdf, readWorkCertificates } from './certificates/queries/read-certificates.ts'
export { sealPaper } from './certificates/seal-paper.ts'
export { publishLog } from './commands/publish-log.ts'
export { requestTimestamp } from './commands/request-timestamp.ts'
export { rotatedKeys, rotateKey } from './commands/rotate-key.ts'
export { resumeLog } from './commands/stop-log.ts'
export { evidenceLog } from './evidence-log.ts'
export { logKeys, logOrigin, openLog } from './log-key.ts'
export { readBlob } from './objects.ts'
export { requestPackage } from './packages/commands/request-package.ts'
export { packageContent, readPackage } from './packages/queries/read-packages.ts'
export { proveRegistration } from './queries/prove-registration.ts'
export { readCheckpoint, readLogStatus } from './queries/read-log.ts'
export { certificatesOfPem } from './timestamps/certificates.ts'
export { httpAuthority } from './timestamps/http-authority.ts'
