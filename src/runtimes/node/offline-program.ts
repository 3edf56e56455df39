import { availsFromCommandLine } from './cli/avails.ts'
import { auditForeignLog } from './cli/log-audit.ts'
import { runToTheEnd } from './cli/run.ts'
import { verifyFromCommandLine } from './cli/verify.ts'
import { witnessFromCommandLine } from './cli/witness.ts'

const [name, ...args] = process.argv.slice(2)

await runToTheEnd(() => {
  if (name === 'witness') return witnessFromCommandLine(args)
  if (name === 'verify') return verifyFromCommandLine(args)
  return name === 'avails' ? availsFromCommandLine(args) : auditForeignLog(args)
})
