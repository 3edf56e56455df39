import { AppError } from '../../../kernel/errors.ts'
import type { PrintedCertificate } from '../../../ports/certificates.ts'
import type { Context } from '../../../ports/context.ts'
import { requestTimestamp } from '../commands/request-timestamp.ts'
import { currentSeal } from './keys.ts'
import { sealPdf } from './seal/seal-pdf.ts'

/**
 * A paper of another room, laid out and sealed as certificates are, with a timestamp where one is to be had.
 * Throws Unavailable `paper_printer_missing` in a home that prints nothing, and what `PrintCertificate` and `currentSeal` throw.
 */
export async function sealPaper(ctx: Context, paper: PrintedCertificate): Promise<Uint8Array> {
  const { print } = ctx.office
  if (!print) throw new AppError('Unavailable', 'paper_printer_missing', 'This home prints no papers')
  const [printed, seal] = await Promise.all([print(paper), currentSeal(ctx)])
  return sealPdf(printed, seal, async (signatureSha256) => {
    const asked = await requestTimestamp(ctx, signatureSha256)
    return asked.state === 'stamped' ? asked.token : null
  })
}
