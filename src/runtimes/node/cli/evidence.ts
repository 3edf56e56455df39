import { writeFile } from 'node:fs/promises'
import { packageContent, readPackage, requestPackage } from '../../../domains/evidence/index.ts'
import { PackageView } from '../../../domains/evidence/packages/contract.ts'
import { workUntil } from '../../../jobs/runner.ts'
import { AppError, invalid } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import type { NodeHome } from '../node-home.ts'
import { type Api, until } from './api.ts'
import { apiOptions, printJson, printLine, readOptions } from './options.ts'

export const evidenceUsage = 'qianyin evidence package CHECK [--match N] --out FILE.zip [--api URL]'

interface Packer {
  /** Resolves when it is made, or was given up. */
  pack(wish: { checkId: string; match: number }): Promise<PackageView>
  content(id: string): Promise<Uint8Array>
}

const isOver = ({ state }: PackageView) => state !== 'making'

/** Makes the package of one match of a check and writes it. */
export const evidenceFromCommandLine = (args: string[], home: NodeHome, ctx: Context): Promise<void> =>
  packageBy(args, {
    async pack(wish) {
      const { id } = await requestPackage(ctx, wish)
      await workUntil(home.base, home.runner, async () => isOver(await readPackage(ctx, id)))
      return readPackage(ctx, id)
    },
    async content(id) {
      const { body } = await packageContent(ctx, id)
      return new Uint8Array(await new Response(body as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer())
    },
  })

/** The same, with a server. */
export const evidenceByApi = (args: string[], api: Api): Promise<void> =>
  packageBy(args, {
    async pack(wish) {
      const { id } = await api.post('/api/packages', PackageView, wish)
      return until(() => api.get(`/api/packages/${encodeURIComponent(id)}`, PackageView), isOver)
    },
    content: (id) => api.bytes(`/api/packages/${encodeURIComponent(id)}/content`),
  })

async function packageBy(args: string[], packer: Packer): Promise<void> {
  const { values, positionals } = readOptions(args, {
    ...apiOptions,
    match: { type: 'string', default: '1' },
    out: { type: 'string' },
  })
  const [verb, checkId, ...more] = positionals
  const match = /^[1-9]\d{0,3}$/.test(values.match) ? Number(values.match) - 1 : null
  if (verb !== 'package' || !checkId || more.length > 0 || !values.out || match === null) {
    throw invalid('usage', evidenceUsage)
  }
  const made = await packer.pack({ checkId, match })
  if (made.state === 'failed') throw new AppError('Unavailable', 'package_given_up', 'The package could not be made')
  const bytes = await packer.content(made.id)
  // What is there already may be evidence too.
  await writeFile(values.out, bytes, { flag: 'wx' }).catch(() => {
    throw invalid('file_unwritable', `${values.out}: it is there already, or cannot be written`)
  })
  if (values.json) return printJson({ ...made, out: values.out })
  printLine(`${made.id}  ${bytes.length} bytes  ${values.out}`)
  printLine(`  manifest SHA-256 ${made.manifestSha256 ?? ''}, timestamp ${made.timestamp ?? ''}`)
}
