import type { Policy } from '../../../domains/evidence/log/policy.ts'
import { verifyPackage } from '../../../domains/evidence/packages/verify/verify-package.ts'
import { certificatesOfPem } from '../../../domains/evidence/timestamps/certificates.ts'
import { clock, printJson, printLine } from './options.ts'
import { failed, readBytes, timestampJson } from './verify-certificate.ts'

export const verifyPackageUsage = 'qianyin verify PACKAGE.zip (--key KEY | --policy FILE) [--authority PEM]'

const packageBytesMax = 1024 * 2 ** 20

export async function verifyZip(
  path: string,
  asked: { policy: Policy; authorities: readonly string[]; json: boolean },
): Promise<void> {
  const zip = await readBytes(path, packageBytesMax)
  const pems = await Promise.all(asked.authorities.map((name) => readBytes(name)))
  const roots = pems.flatMap((pem) => certificatesOfPem(new TextDecoder().decode(pem)))
  try {
    const found = await verifyPackage(zip, { policy: asked.policy, roots })
    const { comparison, act, certificate, custody, timestamp } = found
    const { copy, work, segments } = comparison
    if (asked.json) {
      return printJson({
        verified: true,
        packageId: found.packageId,
        files: found.fileCount,
        log: { origin: act.checkpoint.origin, index: act.index, size: act.checkpoint.size },
        timestamp: timestampJson(timestamp),
        certificate: certificate?.record.certificate.number ?? null,
        isCopyInside: found.isCopyInside,
        custody,
        comparison,
      })
    }
    printLine(`VERIFIED  ${found.packageId}`)
    printLine(`Proven: none of its ${found.fileCount} files was changed, taken out or added.`)
    printLine(
      `  It is entry ${act.index} of the log ${act.checkpoint.origin}, entered ${act.leaf.ts} by the clock of the log itself.`,
    )
    if (timestamp.state === 'verified')
      printLine(
        `  Existed at the latest ${new Date(timestamp.timestamp.atMs).toISOString()}, by the clock of ${timestamp.timestamp.authority} (RFC 3161).`,
      )
    printLine(
      `  ${work.registrationNumber}, ${work.title}, is registered in the same log (entry ${found.registration.index}).`,
    )
    if (certificate)
      printLine(`  Its certificate ${certificate.record.certificate.number} is whole and as it was sealed.`)
    printLine(
      `  The copy ${copy.name} (SHA-256 ${copy.sha256}) ${found.isCopyInside ? 'is in it, unchanged' : 'is not in it, only its hash'}.`,
    )
    printLine(`  The chain of custody has ${custody.length} entries, each holding the one before.`)
    printLine(
      comparison.identical
        ? 'Found: the copy is the work, byte for byte.'
        : `Found by ${comparison.algorithm}, confidence ${comparison.confidence.toFixed(2)}:`,
    )
    for (const one of segments) {
      const place = one.unit === 'characters' ? String : clock
      printLine(
        `  ${place(one.queryStart)}–${place(one.queryEnd)} of the copy is ${place(one.workStart)}–${place(one.workEnd)} of the work  ${one.edits.join(', ')}`,
      )
    }
    printLine('Not proven: where, when and by whom the copy was published; that it infringes: people decide that.')
    if (timestamp.state === 'unjudged')
      printLine('  The timestamp was not judged: say --authority PEM with a certificate of its authority.')
    if (timestamp.state === 'none') printLine('  The time is the word of the log alone: there is no timestamp.')
  } catch (error) {
    failed(error, asked.json)
  }
}
