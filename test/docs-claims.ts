import { readFile, writeFile } from 'node:fs/promises'
import { type Move, moves } from '../src/domains/subsidies/rules.ts'

const file = new URL('../docs/claims.md', import.meta.url)
const [begin, end] = ['<!-- moves: made by npm run docs:claims -->', '<!-- end of moves -->']

/** The drawing of docs/claims.md, from the table that the product itself asks. */
export function renderMoves(table: Readonly<Record<string, Move>>): string {
  const arrows = Object.entries(table).flatMap(([name, { from, to }]) =>
    from.map((state) => `  ${state} --> ${to}: ${name}`),
  )
  const rows = Object.entries(table).map(
    ([name, { from, to, by, asks }]) => `| \`${name}\` | ${from.join(', ')} | ${to} | ${by} | ${asks ?? ''} |`,
  )
  return [
    begin,
    '```mermaid',
    'stateDiagram-v2',
    '  [*] --> draft',
    ...arrows,
    '```',
    '',
    '| move | from | to | by | asks for |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    end,
  ].join('\n')
}

/** The same part as the document has it. */
export async function movesInDocs(): Promise<string> {
  const text = await readFile(file, 'utf8')
  return text.slice(text.indexOf(begin), text.indexOf(end) + end.length)
}

if (import.meta.main) {
  const text = await readFile(file, 'utf8')
  await writeFile(
    file,
    text.replace(await movesInDocs(), () => renderMoves(moves)),
  )
}
