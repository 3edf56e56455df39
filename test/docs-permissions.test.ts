import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { permissions } from '../src/domains/accounts/rules.ts'
import { renderPermissions } from './docs-permissions.ts'

test('docs/permissions.md says what the permission table says: run `npm run docs:permissions`', async () => {
  expect(await readFile('docs/permissions.md', 'utf8')).toBe(renderPermissions(permissions))
})

test('an action that only some departments, roles or scopes may do says so', () => {
  const text = renderPermissions({
    'thing.decide': {
      grants: [{ relation: 'any', roles: ['officer'], members: ['owner', 'manager'], departments: ['culture'] }],
      decides: true,
    },
    'thing.write': { grants: [{ relation: 'own', roles: ['admin'], members: ['owner', 'manager'] }], token: ['check'] },
  })
  expect(text).toContain(
    '| `thing.decide` | **every organisation**: officer of culture (owner, manager) | officer; for every organisation |  |',
  )
  expect(text).toContain('| `thing.write` | **own organisation**: admin |  | `check` |')
})
