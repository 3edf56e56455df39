import { enableCompileCache, registerHooks } from 'node:module'

enableCompileCache()

// Node parses the large package.json of drizzle-orm again for each of its 400 relative imports, which is half of the time it
// takes to start. They resolve to the same files without that.
registerHooks({
  resolve: (name, context, next) =>
    name.startsWith('.') && context.parentURL?.includes('/node_modules/drizzle-orm/')
      ? { url: new URL(name, context.parentURL).href, format: 'module', shortCircuit: true }
      : next(name, context),
})

// A reader such as `head` may leave before we are done.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

const words = process.argv.slice(2)
const [name, ...args] = words
const isHelp = args.includes('--help') || args.includes('-h')
const isForeignAudit = name === 'log' && args[0] === 'audit' && args.some((arg) => /^--from(=|$)/.test(arg))
const isOffline = name === 'verify' || name === 'witness' || name === 'avails' || isForeignAudit

// What is checked without us needs nothing of ours, and starts without it.
const { commandLine } = await (isOffline && !isHelp ? import('./offline-program.ts') : import('./program.ts'))
const { runToTheEnd } = await import('./cli/run.ts')
await runToTheEnd(() => commandLine(words))
