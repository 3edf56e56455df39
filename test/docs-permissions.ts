import { writeFile } from 'node:fs/promises'
import { type MemberRole, memberRoles, type PlatformRole, platformRoles } from '../src/domains/accounts/contract.ts'
import { type Grant, needsSecondFactor, permissions, type Relation } from '../src/domains/accounts/rules.ts'

type Permissions = Record<
  string,
  { grants: readonly Grant[]; decides?: boolean; token?: readonly string[]; isForPlatformTokens?: boolean }
>

const whose: Record<Relation, string> = {
  public: 'anyone, also without an account',
  self: 'one’s own account',
  own: 'own organisation',
  any: 'every organisation',
}

/** An admin is by definition an owner or manager of the platform, an auditor a member or viewer of it. */
const canBe = (role: PlatformRole, member: MemberRole): boolean => {
  const leads = member === 'owner' || member === 'manager'
  return role === 'admin' ? leads : role === 'auditor' ? !leads : true
}

function grantWords({ relation, roles, members, departments }: Grant): string {
  if (relation === 'public' || relation === 'self') return `**${whose[relation]}**`
  const who = roles.length === platformRoles.length ? 'everybody' : roles.join(', ')
  const where = departments ? ` of ${departments.join(', ')}` : ''
  const possible = memberRoles.filter((member) => roles.some((role) => canBe(role, member)))
  const named = possible.filter((member) => members.includes(member))
  return `**${whose[relation]}**: ${who}${where}${named.length < possible.length ? ` (${named.join(', ')})` : ''}`
}

/** Who must have given a second factor, in words: deciders for a decision, and everybody for what is everybody's. */
function secondFactorWords({ grants, decides }: Permissions[string]): string {
  const deciders = platformRoles.filter(
    (role) => decides && needsSecondFactor(role) && grants.some(({ roles }) => roles.includes(role)),
  )
  const isForAny = grants.some(({ relation }) => relation === 'any')
  return [...(deciders.length > 0 ? [deciders.join(', ')] : []), ...(isForAny ? ['for every organisation'] : [])].join(
    '; ',
  )
}

/** docs/permissions.md, from the table that the product itself asks. */
export function renderPermissions(table: Permissions): string {
  const rows = Object.entries(table).map(([action, rule]) =>
    [
      `\`${action}\``,
      rule.isForPlatformTokens ? 'only API tokens of the platform itself' : rule.grants.map(grantWords).join('<br>'),
      secondFactorWords(rule),
      (rule.token ?? []).map((scope) => `\`${scope}\``).join(', '),
    ].join(' | '),
  )
  return `# Who may do what
Made from \`permissions\` in \`src/domains/accounts/rules.ts\` by \`npm run docs:permissions\`; a test keeps it so.

Each line of “who” is one grant, and one is enough: whose things it is about, which platform roles have it, and in brackets as what in the organisation for which they act, where not everybody in it.
The platform role follows from that organisation: a studio’s people are creators, a buyer’s are buyers, the committee’s owners and managers are secretaries, its members and viewers mediators, a department’s are officers; the platform’s owners and managers are admins, its members and viewers auditors.
“Second factor” names who must have given one in the session, and an API token does what is its organisation’s own and a member of it may do, if it has one of the scopes named.

| action | who | second factor | API token |
| --- | --- | --- | --- |
${rows.map((row) => `| ${row} |`).join('\n')}
`
}

if (import.meta.main) {
  await writeFile(new URL('../docs/permissions.md', import.meta.url), renderPermissions(permissions))
}
