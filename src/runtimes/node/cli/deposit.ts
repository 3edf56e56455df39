import { DepositKind, DepositView, depositKinds } from '../../../domains/provenance/contract.ts'
import { makeDeposit, readDeposit } from '../../../domains/provenance/index.ts'
import { readWork } from '../../../domains/works/index.ts'
import { workUntil } from '../../../jobs/runner.ts'
import { invalid } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import type { NodeHome } from '../node-home.ts'
import { stageFile } from '../stage-file.ts'
import { type Api, until } from './api.ts'
import { apiOptions, printJson, printLine, readOptions } from './options.ts'

export const depositUsage = 'qianyin deposit FILE... --work ID [--kind KIND] [--note TEXT] [--api URL]'

interface Depositor {
  /** Resolves when it is in the log, or could not be stored. */
  deposit(path: string, workId: string, said: { kind: DepositKind; note: string }): Promise<DepositView>
}

const isOver = ({ state }: DepositView) => state !== 'storing'

/** Deposits drafts of a work: hashed, kept private, entered in the log. */
export const depositFromCommandLine = (args: string[], home: NodeHome, ctx: Context): Promise<void> =>
  depositBy(args, {
    async deposit(path, workId, said) {
      const { organisationId } = await readWork(ctx, workId)
      const uploadId = await stageFile(home.uploadsDir, path, organisationId)
      const { id } = await makeDeposit(ctx, workId, { uploadId, ...said })
      const read = () => readDeposit(ctx, id)
      await workUntil(home.base, home.runner, async () => isOver(await read()))
      return read()
    },
  })

/** The same, with a server. */
export const depositByApi = (args: string[], api: Api): Promise<void> =>
  depositBy(args, {
    async deposit(path, workId, said) {
      const uploadId = await api.upload(path)
      const at = `/api/works/${encodeURIComponent(workId)}/deposits`
      const { id } = await api.post(at, DepositView, { uploadId, ...said })
      return until(() => api.get(`/api/deposits/${encodeURIComponent(id)}`, DepositView), isOver)
    },
  })

async function depositBy(args: string[], depositor: Depositor): Promise<void> {
  const { values, positionals } = readOptions(args, {
    ...apiOptions,
    work: { type: 'string' },
    kind: { type: 'string', default: 'other' },
    note: { type: 'string', default: '' },
  })
  if (positionals.length === 0 || !values.work) throw invalid('usage', depositUsage)
  const kind = DepositKind.safeParse(values.kind)
  if (!kind.success) throw invalid('usage', `--kind is one of: ${depositKinds.join(', ')}`)
  const made: DepositView[] = []
  for (const path of positionals) {
    const deposit = await depositor.deposit(path, values.work, { kind: kind.data, note: values.note })
    if (deposit.state === 'failed') throw invalid('deposit_failed', `${deposit.name}: it could not be stored`)
    made.push(deposit)
    if (!values.json) printLine(`${deposit.id}  ${deposit.sha256}  ${deposit.name}  entered ${deposit.enteredAt}`)
  }
  if (values.json) printJson({ deposits: made })
}
