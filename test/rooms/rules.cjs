// Who may import whom. Read top to bottom: a room may use the rooms on the lines above it.
const floors = [
  ['accounts'],
  ['files'],
  ['works', 'verifications'],
  ['fingerprints'],
  ['provenance'],
  ['evidence'],
  ['monitoring', 'licensing'],
  ['mediation', 'notices', 'subsidies', 'services'],
]
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })
const at = (names) => `^src/domains/(${names.join('|')})/`
const stairs = floors
  .flatMap((floor, i) =>
    floor.map((room) => {
      const notBelow = floors
        .slice(i)
        .flat()
        .filter((other) => other !== room)
      return notBelow.length
        ? rule('rooms-look-down', 'use only rooms on lower floors', { path: at([room]) }, { path: at(notBelow) })
        : null
    }),
  )
  .filter(Boolean)
module.exports = {
  forbidden: [
    rule('no-circular', 'two rooms that need each other are one room', {}, { circular: true }),
    rule(
      'kernel-stands-alone',
      'kernel imports nothing of ours',
      { path: '^src/kernel/' },
      { path: '^(src|web)/', pathNot: '^src/kernel/' },
    ),
    rule(
      'ports-are-promises',
      'ports import kernel only',
      { path: '^src/ports/' },
      { path: '^(src|web)/|node_modules', pathNot: '^src/(ports|kernel)/' },
    ),
    ...stairs,
    rule(
      'front-door-only',
      'enter another room by index.ts; keys and read joins by schema.ts',
      { path: '^src/domains/([^/]+)/' },
      { path: '^src/domains/', pathNot: ['^src/domains/$1/', '^src/domains/[^/]+/(index|schema|contract)\\.ts$'] },
    ),
    rule(
      'schema-for-schema-and-store',
      "only schema.ts and store.ts may see another room's tables",
      { path: '^src/domains/([^/]+)/', pathNot: '/(schema|store)\\.ts$' },
      { path: '^src/domains/[^/]+/schema\\.ts$', pathNot: '^src/domains/$1/' },
    ),
    rule(
      'rooms-know-no-host',
      'rooms never import http, jobs, runtimes or web',
      { path: '^src/domains/' },
      { path: '^(src/(http|jobs|runtimes)|web)/' },
    ),
    rule(
      'hono-in-routes-only',
      'HTTP words stay in routes.ts and src/http',
      { path: '^src/', pathNot: ['[/-]routes\\.ts$', '^src/(http|runtimes)/'] },
      { path: 'node_modules/@?hono/' },
    ),
    rule(
      'sql-in-store-only',
      'SQL stays in store.ts and schema.ts',
      { path: '^src/', pathNot: ['/(store|schema)\\.ts$', '^src/sql/'] },
      { path: 'node_modules/drizzle-orm|^src/sql/drizzle' },
    ),
    rule(
      'rules-are-pure',
      'rules.ts sees kernel and its own contract',
      { path: '/rules\\.ts$' },
      { path: '^src/|node_modules', pathNot: ['^src/kernel/', '/(rules|contract)\\.ts$'] },
    ),
    rule(
      'contract-is-portable',
      'contract.ts runs in the browser',
      { path: '/contract\\.ts$' },
      { path: '^src/|node_modules', pathNot: ['^src/kernel/', '/contract\\.ts$', 'node_modules/zod'] },
    ),
    rule(
      'node-in-node-runtime-only',
      'Node builtins live in runtimes/node',
      { path: '^src/', pathNot: '^src/runtimes/node/' },
      { dependencyTypes: ['core'] },
    ),
    rule(
      'native-in-node-runtime-only',
      'native addons live in runtimes/node',
      { path: '^src/', pathNot: '^src/runtimes/node/' },
      { path: 'node_modules/(better-sqlite3|sharp|node-av|imghash|@node-rs|@aws-sdk|@tus)/' },
    ),
    rule(
      'lucia-in-accounts-only',
      'nothing outside of accounts sees the session library',
      { path: '^(src|web)/', pathNot: '^src/domains/accounts/' },
      { path: 'node_modules/lucia/' },
    ),
    rule(
      'runtimes-apart',
      'one runtime never imports the other',
      { path: '^src/runtimes/([^/]+)/' },
      { path: '^src/runtimes/', pathNot: '^src/runtimes/$1/' },
    ),
    rule(
      'runtimes-are-roots',
      'nobody imports a runtime',
      { path: '^(src|web)/', pathNot: '^src/runtimes/' },
      { path: '^src/runtimes/' },
    ),
    rule(
      'web-takes-contracts',
      'web: values from contract.ts, kernel and what verifies by keys alone; types from http/app.ts',
      { path: '^web/' },
      {
        path: '^src/',
        pathNot: [
          '/contract\\.ts$',
          '^src/kernel/',
          '^src/http/app\\.ts$',
          '^src/domains/evidence/(log/|timestamps/|certificates/verify/|packages/verify/|verify-proof\\.ts$)',
        ],
      },
    ),
    rule(
      'web-takes-app-type-only',
      'the browser bundle holds no server code',
      { path: '^web/' },
      { path: '^src/http/app\\.ts$', dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'web-features-apart',
      'web features meet in web/routes.tsx',
      { path: '^web/features/([^/]+)/' },
      { path: '^web/features/', pathNot: '^web/features/$1/' },
    ),
    rule(
      'web-ui-knows-no-feature',
      'ui/ is a box of parts',
      { path: '^web/ui/' },
      { path: '^web/(features|routes)|^src/' },
    ),
    rule('product-not-to-test', 'product never imports tests', { path: '^(src|web)/' }, { path: '^test/' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
}
