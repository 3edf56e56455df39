// A path or npm script that a document names must exist.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const project = resolve(import.meta.dirname, '..')
const documents = [
  'README.md',
  'demo/README.md',
  ...readdirSync(join(project, 'docs'), { recursive: true })
    .map((name) => `docs/${name}`)
    .filter((name) => name.endsWith('.md')),
]
const { scripts } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'))
const roots = readdirSync(project)

let faults = 0
let paths = 0
const fault = (line) => {
  faults++
  console.log(line)
}

for (const document of documents) {
  const text = readFileSync(join(project, document), 'utf8')
  const named = [
    ...[...text.matchAll(/`([\w.@-]+\/[\w./@<>*-]*)`/g)].map(([, path]) => path),
    ...[...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, path]) => join(document, '..', path)),
  ]
  for (const path of named) {
    const clean = path.replace(/\/$/, '')
    const root = clean.split('/')[0]
    if (!roots.includes(root) || /[<>*]/.test(clean) || ['dist', 'data', 'node_modules'].includes(root)) continue
    paths++
    if (!existsSync(join(project, clean))) fault(`${document}: ${path} does not exist`)
  }
  for (const [, script] of text.matchAll(/npm run ([\w:]+)/g)) {
    paths++
    if (!scripts[script]) fault(`${document}: there is no script ${script}`)
  }
}
console.log(faults > 0 ? `${faults} faults` : `${paths} paths and scripts in ${documents.length} documents exist`)
process.exitCode = faults > 0 ? 1 : 0
