import {
  createPerson,
  erasePerson,
  grantRole,
  listPeople,
  listRoles,
  listTokens,
  makeToken,
  passwordLink,
  planErasure,
  readOrganisation,
  resetSecondFactor,
  revokeRole,
  revokeToken,
} from '../../../domains/accounts/index.ts'
import { checkLedger, closeWindow, listProgrammes, openWindow } from '../../../domains/subsidies/index.ts'
import { listJobs, retryJob } from '../../../jobs/administer.ts'
import { invalid } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import type { NodeHome } from '../node-home.ts'
import { indexStatus, rebuildIndex } from './admin-index.ts'
import { commonOptions, printJson, printLine, readOptions } from './options.ts'

const options = {
  email: { type: 'string' },
  name: { type: 'string' },
  language: { type: 'string' },
  kind: { type: 'string' },
  organisation: { type: 'string' },
  country: { type: 'string' },
  query: { type: 'string' },
  yes: { type: 'boolean' },
  role: { type: 'string' },
  department: { type: 'string' },
  as: { type: 'string' },
  scopes: { type: 'string' },
  days: { type: 'string' },
  state: { type: 'string' },
  year: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  'pool-yuan': { type: 'string' },
} as const

type Name = keyof typeof options
type Values = ReturnType<typeof readOptions<typeof options>>['values']

interface Call {
  ctx: Context
  home: NodeHome
  values: Values
  /** Of commands that name one thing. */
  id: string
  say: (words: readonly string[], json: unknown) => void
}

interface Verb {
  /** What stands behind the command's own words. */
  usage: string
  takes: readonly Name[]
  needs?: readonly Name[]
  takesId?: true
  run: (call: Call) => Promise<void>
}

/** Of an option in `needs`. */
const text = (value: string | boolean | undefined): string => String(value ?? '')

/** Leaves out what was not given. */
const given = (facts: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))

/** The operator, for an organisation other than the platform. Throws NotFound `organisation_not_found`. */
async function actingIn(ctx: Context, organisationId: string): Promise<Context> {
  await readOrganisation(ctx, organisationId)
  return { ...ctx, actor: { kind: 'operator', organisationId } }
}

const roleInput = ({ email, role, department, as }: Values) => given({ email, role, department, as })
const factor = (holds: boolean) => (holds ? 'second factor' : 'no second factor')

const verbs: Record<string, Verb> = {
  'user create': {
    usage: '--email E --name N [--language zh-CN|en] [--kind studio|buyer] [--organisation NAME] [--country CN]',
    takes: ['email', 'name', 'language', 'kind', 'organisation', 'country'],
    needs: ['email', 'name'],
    run: async ({ ctx, values, say }) => {
      const [email, name] = [text(values.email), text(values.name)]
      const { kind = 'studio', organisation = name, country = 'CN' } = values
      const { personId, organisationId } = await createPerson(ctx, {
        email,
        name,
        ...given({ language: values.language }),
        organisation: { kind, name: organisation, country },
      })
      const link = await passwordLink(ctx, email)
      say([`Made ${personId}, owner of ${organisationId}. To set a password, within an hour, open:`, link], {
        personId,
        organisationId,
        link,
      })
    },
  },
  'user list': {
    usage: '[--query Q]',
    takes: ['query'],
    run: async ({ ctx, values, say }) => {
      const { people, more } = await listPeople(ctx, values.query)
      const lines = people.map(({ id, email, name, holdsSecondFactor, roles }) =>
        [id, email, name, factor(holdsSecondFactor), ...roles].join('  '),
      )
      say(more ? [...lines, 'There are more: ask with --query'] : lines, { people, more })
    },
  },
  'user link': {
    usage: '--email E',
    takes: ['email'],
    needs: ['email'],
    run: async ({ ctx, values, say }) => {
      const link = await passwordLink(ctx, text(values.email))
      say([link], { link })
    },
  },
  'user erase': {
    usage: '--email E --yes',
    takes: ['email', 'yes'],
    needs: ['email'],
    run: async ({ ctx, values, say }) => {
      const plan = await planErasure(ctx, text(values.email))
      if (!values.yes) {
        say(
          [
            `Erases for good the name, e-mail, password, second factors, sessions, mails and addresses of ${plan.personId}.`,
            ...plan.roles.map((role) => `Ends: ${role}`),
            'What they did stays, under that id.',
          ],
          { ...plan, erased: false },
        )
        throw invalid('confirmation_needed', 'Nothing was erased. Say --yes if it is meant')
      }
      await erasePerson(ctx, text(values.email))
      say([`Erased ${plan.personId}.`], { ...plan, erased: true })
    },
  },
  'user reset-second-factor': {
    usage: '--email E',
    takes: ['email'],
    needs: ['email'],
    run: async ({ ctx, values, say }) => {
      await resetSecondFactor(ctx, text(values.email))
      say(['Every second factor and session of this person has ended.'], { reset: true })
    },
  },
  'role grant': {
    usage:
      '--email E --role admin|auditor|mediator|secretary|officer [--department CODE] [--as owner|manager|member|viewer]',
    takes: ['email', 'role', 'department', 'as'],
    needs: ['email', 'role'],
    run: async ({ ctx, values, say }) => {
      const granted = await grantRole(ctx, roleInput(values))
      say([`${granted.personId} is ${values.role}: ${granted.as} of ${granted.organisationId}.`], granted)
    },
  },
  'role revoke': {
    usage: '--email E --role admin|auditor|mediator|secretary|officer [--department CODE]',
    takes: ['email', 'role', 'department'],
    needs: ['email', 'role'],
    run: async ({ ctx, values, say }) => {
      const revoked = await revokeRole(ctx, roleInput(values))
      say([`${revoked.personId} is no longer ${values.role} of ${revoked.organisationId}.`], revoked)
    },
  },
  'role list': {
    usage: '',
    takes: [],
    run: async ({ ctx, say }) => {
      const roles = await listRoles(ctx)
      say(
        roles.map(({ role, as, organisationId, personId, email, name, holdsSecondFactor }) =>
          [role, `${as} of ${organisationId}`, personId, email, name, factor(holdsSecondFactor)].join('  '),
        ),
        { roles },
      )
    },
  },
  'token create': {
    usage: '--organisation ID --name N --scopes read,register,check|media_jobs [--days 90]',
    takes: ['organisation', 'name', 'scopes', 'days'],
    needs: ['organisation', 'name', 'scopes'],
    run: async ({ ctx, values, say }) => {
      const { token, secret } = await makeToken(await actingIn(ctx, text(values.organisation)), {
        name: values.name,
        scopes: text(values.scopes).split(','),
        expiresInDays: values.days === undefined ? 90 : Number(values.days),
      })
      say([`${token.id}. The token is shown this once:`, secret], { token, secret })
    },
  },
  'token list': {
    usage: '--organisation ID',
    takes: ['organisation'],
    needs: ['organisation'],
    run: async ({ ctx, values, say }) => {
      const tokens = await listTokens(await actingIn(ctx, text(values.organisation)))
      say(
        tokens.map(({ id, name, scopes, expiresAt, lastUsedAt, revokedAt }) =>
          [
            id,
            name,
            scopes.join(','),
            revokedAt ? `revoked ${revokedAt}` : `until ${expiresAt ?? 'revoked'}`,
            `last used ${lastUsedAt ?? 'never'}`,
          ].join('  '),
        ),
        { tokens },
      )
    },
  },
  'token revoke': {
    usage: 'ID',
    takes: [],
    takesId: true,
    run: async ({ ctx, id, say }) => {
      await revokeToken(ctx, id)
      say([`Revoked ${id}.`], { tokenId: id, revoked: true })
    },
  },
  'job list': {
    usage: '[--state queued|running|done|dead]',
    takes: ['state'],
    run: async ({ ctx, values, say }) => {
      const jobs = await listJobs(ctx, given({ state: values.state }))
      say(
        jobs.map(({ id, name, subjectId, state, attempts, error, createdAt }) =>
          [id, createdAt, state, name, subjectId, `tries ${attempts}`, ...(error ? [error] : [])].join('  '),
        ),
        { jobs },
      )
    },
  },
  'job retry': {
    usage: 'ID',
    takes: [],
    takesId: true,
    run: async ({ ctx, id, say }) => {
      await retryJob(ctx, id)
      say([`${id} waits in the queue again.`], { jobId: id, state: 'queued' })
    },
  },
  'programme list': {
    usage: '',
    takes: [],
    run: async ({ ctx, say }) => {
      const { items } = await listProgrammes(ctx)
      say(
        items.flatMap(({ code, version, state, body, windows }) => [
          [
            code,
            `version ${version}`,
            state,
            body.title.zh,
            body.defaults.length > 0 && state === 'draft' ? `to confirm: ${body.defaults.join(', ')}` : '',
          ]
            .filter(Boolean)
            .join('  '),
          ...windows.map(({ id, year, opensOn, closesOn, isOpen }) =>
            ['', id, year, `${opensOn} to ${closesOn}`, isOpen ? 'open' : 'closed'].join('  '),
          ),
        ]),
        { programmes: items },
      )
    },
  },
  'programme open': {
    usage: 'CODE --year Y --from DATE --to DATE [--pool-yuan N]',
    takes: ['year', 'from', 'to', 'pool-yuan'],
    needs: ['year', 'from', 'to'],
    takesId: true,
    run: async ({ ctx, id, values, say }) => {
      const pool = values['pool-yuan']
      const { windows } = await openWindow(ctx, id, {
        year: Number(values.year),
        opensOn: values.from,
        closesOn: values.to,
        ...(pool === undefined ? {} : { poolFen: Number(pool) * 100 }),
      })
      const windowId = windows[0]?.id ?? ''
      say([`Opened ${windowId} of ${id}.`], { windowId })
    },
  },
  'programme close': {
    usage: 'WINDOW',
    takes: [],
    takesId: true,
    run: async ({ ctx, id, say }) => {
      await closeWindow(ctx, id)
      say([`Closed ${id}.`], { windowId: id, closed: true })
    },
  },
  'ledger check': {
    usage: '',
    takes: [],
    run: async ({ ctx, say }) => {
      const check = await checkLedger(ctx)
      say(
        check.faults.length > 0
          ? check.faults
          : [`${check.entries} entries about ${check.claims} claims balance, and match them and every cap.`],
        check,
      )
      if (check.faults.length > 0) process.exitCode = 1
    },
  },
  'index status': {
    usage: '',
    takes: [],
    run: async ({ ctx, home, say }) => {
      const status = await indexStatus(ctx, home.indexDir)
      const { kept, damagedFiles, objectsMissing, objectsOutdated, writtenByServer } = status
      say(
        [
          kept
            ? `Kept ${kept.savedAt} up to entry ${kept.seq}: ${kept.files} files, ${kept.sizeBytes} bytes.`
            : `Nothing that can be used: ${status.problem}.`,
          damagedFiles.length > 0
            ? `Damaged, so that the next start reads the database instead: ${damagedFiles.join(', ')}`
            : '',
          `${objectsMissing} objects of the database are not in it yet.`,
          objectsOutdated > 0
            ? `${objectsOutdated} objects have a fingerprint that an earlier version made; a running server examines them again, one after the other.`
            : '',
          writtenByServer ? 'A running server writes it.' : 'No process writes it now.',
        ].filter(Boolean),
        status,
      )
      if (damagedFiles.length > 0) process.exitCode = 1
    },
  },
  'index rebuild': {
    usage: '',
    takes: [],
    run: async ({ ctx, home, say }) => {
      const built = await rebuildIndex(ctx, home.indexDir)
      say(
        [
          `Built from the database: ${Object.entries(built)
            .map(([name, { objects, entries }]) => `${name} ${objects} objects, ${entries} entries`)
            .join('; ')}.`,
        ],
        built,
      )
    },
  },
}

const usageOf = (name: string, { usage }: Verb) => `qianyin admin ${name} ${usage}`.trim()

export const adminUsages: readonly string[] = Object.entries(verbs).map(([name, verb]) => usageOf(name, verb))

/** People, roles, tokens, jobs and the index, by whoever has the machine itself. The first administrator is made here; there is no default password. */
export async function adminFromCommandLine(args: string[], home: NodeHome, ctx: Context): Promise<void> {
  const { values, positionals } = readOptions(args, options)
  const [what = '', which = '', ...ids] = positionals
  const name = `${what} ${which}`
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined
  if (!verb) throw invalid('usage', `There is no command admin ${name.trim()}. Try: qianyin help`)
  const known = new Set<string>([...verb.takes, ...Object.keys(commonOptions)])
  const isUnderstood =
    ids.length === (verb.takesId ? 1 : 0) &&
    Object.keys(values).every((option) => known.has(option)) &&
    (verb.needs ?? []).every((option) => values[option])
  if (!isUnderstood) throw invalid('usage', usageOf(name, verb))
  const say: Call['say'] = (words, json) => {
    if (values.json) printJson(json)
    else for (const line of words) printLine(line)
  }
  await verb.run({ ctx, home, values, id: ids[0] ?? '', say })
}
