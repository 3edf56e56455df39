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

const [name, ...args] = process.argv.slice(2)
const isHelp = args.includes('--help') || args.includes('-h')
const isForeignAudit = name === 'log' && args[0] === 'audit' && args.some((arg) => /^--from(=|$)/.test(arg))
const isAvails = name === 'avails'

// What is checked without us needs nothing of ours, and starts without it.
if (!isHelp && (name === 'verify' || name === 'witness' || isForeignAudit || isAvails))
  await import('./offline-program.ts')
else await import('./program.ts')
