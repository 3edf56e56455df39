import { Title } from '@mantine/core'
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CheckedTimestamp } from '../../../src/domains/evidence/certificates/verify/verify-certificate.ts'
import { HashLine } from '../../ui/hash-line.tsx'
import { When } from '../../ui/when.tsx'
import { type HeldFile, hashesIn, type Outcome, type Verified } from './verify-document.ts'
import classes from './verify-page.module.css'

interface VerdictProps {
  outcome: Outcome
  files: readonly HeldFile[]
  isOwnKey: boolean
}

/** In plain words: what is proven, by whom, when, and what is not. */
export function Verdict({ outcome, files, isOwnKey }: VerdictProps) {
  const { t } = useTranslation()
  const faults: Record<string, string> = t('verify.faults', { returnObjects: true })
  if (outcome.state === 'broken') {
    return (
      <section className={classes.verdict} data-state="broken" aria-label={outcome.name}>
        <Head isGood={false} words={t('verify.broken')} name={outcome.name} />
        <p>{faults[outcome.code] ?? outcome.reason}</p>
        {outcome.code.startsWith('package_file_') && <p className="mono">{outcome.reason}</p>}
        <p className={classes.code}>{outcome.code}</p>
      </section>
    )
  }
  const { verified } = outcome
  return (
    <section className={classes.verdict} data-state="verified" aria-label={outcome.name}>
      <Head isGood words={t('verify.verified')} name={outcome.name} />
      <Title order={3} size="h5">
        {t('verify.proven')}
      </Title>
      <ul>
        <Proven verified={verified} />
        <HeldFiles hashes={hashesIn(verified)} files={files} />
      </ul>
      <Title order={3} size="h5">
        {t('verify.notProven')}
      </Title>
      <ul>
        <li>{t('verify.not.authorship')}</li>
        {verified.kind === 'package' && <PackageLimits found={verified.found} />}
        {verified.kind === 'certificate' && <CertificateLimits found={verified.found} />}
        {verified.kind === 'proof' && verified.act.time === null && (
          <li>{t(verified.act.timestamps > 0 ? 'verify.not.unjudged' : 'verify.not.time')}</li>
        )}
        {verified.kind === 'credential' && <li>{t('verify.not.status')}</li>}
        {verified.kind !== 'credential' && !isOwnKey && <li>{t('verify.not.key')}</li>}
        {files.length === 0 && <li>{t('verify.not.file')}</li>}
      </ul>
    </section>
  )
}

function Head({ isGood, words, name }: { isGood: boolean; words: string; name: string }) {
  return (
    <div className={classes.head}>
      {isGood ? <IconCircleCheck size={28} aria-hidden /> : <IconCircleX size={28} aria-hidden />}
      <div>
        <Title order={2} size="h4">
          {words}
        </Title>
        <span className={classes.name}>{name}</span>
      </div>
    </div>
  )
}

function Proven({ verified }: { verified: Verified }) {
  const { t } = useTranslation()
  if (verified.kind === 'proof') {
    const { leaf, index, checkpoint, witnesses, record, time } = verified.act
    const acts: Record<string, string> = t('verify.acts', { returnObjects: true })
    const title = record?.title
    return (
      <>
        <li>
          {acts[leaf.t.replace('.', '_')] ?? leaf.t}
          {t('colon')}
          <span className="mono numbers">{leaf.id}</span>
          {typeof title === 'string' && <> · {title}</>}
        </li>
        <li>{t('verify.inLog', { index, origin: checkpoint.origin, size: checkpoint.size })}</li>
        <li>
          {t('verify.entered')} <When at={leaf.ts} precision="second" />
        </li>
        {time && <Stamped words="verify.stampedEntry" checked={{ state: 'verified', timestamp: time }} />}
        {witnesses.map(({ witness, at }) => (
          <li key={witness}>
            {t('verify.witness', { witness })} <When at={new Date(at * 1000).toISOString()} precision="second" />
          </li>
        ))}
      </>
    )
  }
  if (verified.kind === 'package') return <ProvenPackage found={verified.found} />
  const { record } = verified.found
  const { certificate, registration, work } = record
  return (
    <>
      <li>
        {t('verify.certifies', { number: certificate.number, title: work.title })}{' '}
        <span className="mono numbers">{registration.number}</span>{' '}
        <When at={registration.registeredAt.utc} precision="second" />
      </li>
      {verified.kind === 'certificate' ? (
        <>
          <li>
            {t('verify.inLog', {
              index: verified.found.act.index,
              origin: verified.found.act.checkpoint.origin,
              size: verified.found.act.checkpoint.size,
            })}
          </li>
          <li>{t('verify.sealed', { subject: verified.found.seal.subject })}</li>
          <Stamped words="verify.stampedEntry" checked={verified.found.proofTimestamp} />
          <Stamped words="verify.stampedSeal" checked={verified.found.sealTimestamp} />
        </>
      ) : (
        <li>{t('verify.issued', { issuer: verified.found.issuer })}</li>
      )}
    </>
  )
}

type FoundPackage = Extract<Verified, { kind: 'package' }>['found']

function ProvenPackage({ found }: { found: FoundPackage }) {
  const { t } = useTranslation()
  const { comparison, act, registration, certificate, custody, timestamp } = found
  const { copy, work } = comparison
  const { origin, size } = act.checkpoint
  return (
    <>
      <li>{t('verify.packageWhole', { count: found.fileCount, id: found.packageId })}</li>
      <li>{t('verify.inLog', { index: act.index, origin, size })}</li>
      <li>
        {t('verify.entered')} <When at={act.leaf.ts} precision="second" />
      </li>
      <Stamped words="verify.stampedEntry" checked={timestamp} />
      <li>
        {t('verify.packageWork', { title: work.title, index: registration.index })}{' '}
        <span className="mono numbers">{work.registrationNumber}</span>
      </li>
      {certificate && <li>{t('verify.packageCertificate', { number: certificate.record.certificate.number })}</li>}
      <li>{t(found.isCopyInside ? 'verify.packageCopy' : 'verify.packageCopyHash', { name: copy.name })}</li>
      <li>{t('verify.packageCustody', { count: custody.length })}</li>
      <li>
        {t('verify.packageFound', { confidence: comparison.confidence.toFixed(2), method: comparison.algorithm })}
      </li>
    </>
  )
}

function PackageLimits({ found: { timestamp } }: { found: FoundPackage }) {
  const { t } = useTranslation()
  return (
    <>
      <li>{t('verify.not.publication')}</li>
      {timestamp.state !== 'verified' && <li>{t(`verify.not.${timestamp.state === 'none' ? 'time' : 'unjudged'}`)}</li>}
    </>
  )
}

function Stamped({
  words,
  checked,
}: {
  words: 'verify.stampedEntry' | 'verify.stampedSeal'
  checked: CheckedTimestamp
}) {
  const { t } = useTranslation()
  if (checked.state !== 'verified') return null
  const { authority, atMs } = checked.timestamp
  return (
    <li>
      {t(words, { authority })} <When at={new Date(atMs).toISOString()} precision="second" />
    </li>
  )
}

function CertificateLimits({ found }: { found: Extract<Verified, { kind: 'certificate' }>['found'] }) {
  const { t } = useTranslation()
  const lines: ReactNode[] = [
    t('verify.not.revoked'),
    found.record.seal.kind === 'development' && t('verify.not.developmentSeal'),
    found.proofTimestamp.state === 'none' && t('verify.not.time'),
    found.proofTimestamp.state === 'unjudged' && t('verify.not.unjudged'),
  ]
  return lines.filter(Boolean).map((line) => <li key={String(line)}>{line}</li>)
}

function HeldFiles({ hashes, files }: { hashes: string[]; files: readonly HeldFile[] }) {
  const { t } = useTranslation()
  return files.map(({ name, sha256 }) => {
    const at = hashes.indexOf(sha256)
    return (
      <li key={sha256} data-state={at < 0 ? 'differs' : 'same'}>
        {at < 0 ? t('verify.fileDiffers', { name }) : t('verify.fileSame', { name, place: at + 1, of: hashes.length })}
        <HashLine name="SHA-256" value={sha256} />
      </li>
    )
  })
}
