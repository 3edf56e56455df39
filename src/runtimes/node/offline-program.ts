import { auditForeignLog } from './cli/log-audit.ts'
import { runToTheEnd } from './cli/run.ts'
import { verifyFromCommandLine } from './cli/verify.ts'

const [name, ...args] = process.argv.slice(2)

await runToTheEnd(() => (name === 'verify' ? verifyFromCommandLine(args) : auditForeignLog(args)))
