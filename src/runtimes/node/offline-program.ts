import { availsFromCommandLine } from './cli/avails.ts'
import { auditForeignLog } from './cli/log-audit.ts'
import { verifyFromCommandLine } from './cli/verify.ts'
import { witnessFromCommandLine } from './cli/witness.ts'

/** Does what a command line says that needs nothing of ours. Throws AppError for what is refused. */
export function commandLine([name, ...args]: string[]): Promise<void> {
  if (name === 'witness') return witnessFromCommandLine(args)
  if (name === 'verify') return verifyFromCommandLine(args)
  return name === 'avails' ? availsFromCommandLine(args) : auditForeignLog(args)
}
