import {
  createPerson,
  erasePerson,
  grantRole,
  listPeople,
  listTokens,
  makeToken,
  passwordLink,
  resetSecondFactor,
  revokeRole,
  revokeToken,
} from '../../../domains/accounts/index.ts'
import { invalid } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import type { NodeHome } from '../node-home.ts'
import { printJson, printLine, readOptions } from './options.ts'

export const adminUsage =
  'qianyin admin user create|list|link|erase|reset-second-factor, role grant|revoke, token create|list|revoke  (see: qianyin admin)'

const usages = [
  'qianyin admin user create --email E --name N [--language zh-CN|en] [--kind studio|buyer] [--organisation NAME] [--country CN]',
  'qianyin admin user list [--query Q]',
  'qianyin admin user link --email E                 a link to set a password, for an hour',
  'qianyin admin user erase --email E --yes          erases what is personal, for good',
  'qianyin admin user reset-second-factor --email E  for someone who has lost everything',
  'qianyin admin role grant|revoke --email E --role admin|auditor|mediator|officer [--department CODE] [--as owner|manager|member|viewer]',
  'qianyin admin token create --organisation ID --name N --scopes read,register,check [--days 90]',
  'qianyin admin token list --organisation ID',
  'qianyin admin token revoke ID --organisation ID',
]

const options = {
  email: { type: 'string' },
  name: { type: 'string' },
  language: { type: 'string' },
  kind: { type: 'string' },
  organisation: { type: 'string' },
  country: { type: 'string' },
  query: { type: 'string' },
  yes: { type: 'boolean', default: false },
  role: { type: 'string' },
  department: { type: 'string' },
  as: { type: 'string' },
  scopes: { type: 'string' },
  days: { type: 'string' },
} as const

type Values = ReturnType<typeof readOptions<typeof options>>['values']
interface Call {
  ctx: Context
  values: Values
  rest: string[]
  say: (words: string[], json: unknown) => void
}

function required(values: Values, name: 'email' | 'name' | 'organisation' | 'scopes'): string {
  const value = values[name]
  if (!value) throw invalid('usage', `--${name} is needed`)
  return value
}

/** Leaves out what was not given. */
const given = (facts: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))

/** The operator, for an organisation other than the platform. */
const actingIn = (ctx: Context, organisationId: string): Context => ({
  ...ctx,
  actor: { kind: 'operator', organisationId },
})

const roleInput = ({ email, role, department, as }: Values) => given({ email, role, department, as })

const verbs: Record<string, (call: Call) => Promise<void>> = {
  'user create': async ({ ctx, values, say }) => {
    const [email, name] = [required(values, 'email'), required(values, 'name')]
    const { kind = 'studio', organisation = name, country = 'CN' } = values
    const { personId } = await createPerson(ctx, {
      email,
      name,
      ...given({ language: values.language }),
      organisation: { kind, name: organisation, country },
    })
    const link = await passwordLink(ctx, email)
    say([`Made ${personId}. To set a password, within an hour, open:`, link], { personId, link })
  },
  'user list': async ({ ctx, values, say }) => {
    const people = await listPeople(ctx, values.query)
    say(
      people.map(({ id, email, name, hasTotp, roles }) =>
        [id, email, name, hasTotp ? 'second factor' : 'no second factor', ...roles].join('  '),
      ),
      { people },
    )
  },
  'user link': async ({ ctx, values, say }) => {
    const link = await passwordLink(ctx, required(values, 'email'))
    say([link], { link })
  },
  'user erase': async ({ ctx, values, say }) => {
    const email = required(values, 'email')
    if (!values.yes) throw invalid('usage', 'This erases a person’s data for good. Say --yes if that is meant')
    await erasePerson(ctx, email)
    say(['Erased.'], { erased: true })
  },
  'user reset-second-factor': async ({ ctx, values, say }) => {
    await resetSecondFactor(ctx, required(values, 'email'))
    say(['Every second factor and session of this person has ended.'], { reset: true })
  },
  'role grant': async ({ ctx, values, say }) => {
    await grantRole(ctx, roleInput(values))
    say(['Granted.'], { granted: true })
  },
  'role revoke': async ({ ctx, values, say }) => {
    await revokeRole(ctx, roleInput(values))
    say(['Revoked.'], { revoked: true })
  },
  'token create': async ({ ctx, values, say }) => {
    const { token, secret } = await makeToken(actingIn(ctx, required(values, 'organisation')), {
      name: required(values, 'name'),
      scopes: required(values, 'scopes').split(','),
      expiresInDays: values.days === undefined ? 90 : Number(values.days),
    })
    say([`${token.id}. The token is shown this once:`, secret], { token, secret })
  },
  'token list': async ({ ctx, values, say }) => {
    const tokens = await listTokens(actingIn(ctx, required(values, 'organisation')))
    say(
      tokens.map(({ id, name, scopes, expiresAt, lastUsedAt, revokedAt }) =>
        [
          id,
          name,
          scopes.join(','),
          revokedAt ? `revoked ${revokedAt}` : `until ${expiresAt ?? 'revoked by hand'}`,
          `last used ${lastUsedAt ?? 'never'}`,
        ].join('  '),
      ),
      { tokens },
    )
  },
  'token revoke': async ({ ctx, values, rest, say }) => {
    const [id] = rest
    if (!id) throw invalid('usage', 'qianyin admin token revoke ID --organisation ID')
    await revokeToken(actingIn(ctx, required(values, 'organisation')), id)
    say(['Revoked.'], { revoked: true })
  },
}

/** People, roles and tokens, by whoever has the machine itself. The first administrator is made here; there is no default password. */
export async function adminFromCommandLine(args: string[], _home: NodeHome, ctx: Context): Promise<void> {
  const { values, positionals } = readOptions(args, options)
  const [what, verb, ...rest] = positionals
  if (what === undefined) {
    for (const usage of usages) printLine(usage)
    return
  }
  const run = verbs[`${what} ${verb}`]
  if (!run) throw invalid('usage', `There is no command admin ${what} ${verb ?? ''}. Try: qianyin admin`)
  const say: Call['say'] = (words, json) => {
    if (values.json) printJson(json)
    else for (const line of words) printLine(line)
  }
  await run({ ctx, values, rest, say })
}
