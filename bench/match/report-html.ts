import { basename } from 'node:path'
import { falseLines, groupLines, type KindReport, markdownTable } from './report-text.ts'
import { type Query, wantedWorks } from './score.ts'

const PICTURES_MAX = 150

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c)

const htmlTable = (markdown: string): string =>
  `<table>${markdown
    .split('\n')
    .filter((line) => !line.startsWith('| ---'))
    .map(
      (line) =>
        `<tr>${line
          .slice(2, -2)
          .split(' | ')
          .map((cell) => `<td>${escapeHtml(cell)}</td>`)
          .join('')}</tr>`,
    )
    .join('')}</table>`

interface Wrong {
  what: string
  query: Query
  work: string
}

/** Every work that was in a copy and not found, and every work that was found and not in it. */
const wrongs = ({ run, scores }: KindReport): Wrong[] => [
  ...(scores[0]?.falseMatches ?? []).map(({ query, found }) => ({
    what: `false, ${found.score.toFixed(3)}`,
    query,
    work: found.work,
  })),
  ...run.queries.flatMap((query) =>
    wantedWorks(query)
      .filter((work) => !query.found[0]?.some((found) => found.work === work))
      .map((work) => ({ what: 'missed', query, work })),
  ),
]

/** `poster` gives a WebP; texts and sounds have none and are told by name. */
export const htmlReport = async (
  reports: readonly KindReport[],
  title: string,
  poster: (path: string) => Promise<Uint8Array>,
): Promise<string> => {
  const picture = async (path: string): Promise<string> => {
    const bytes = await poster(path).catch(() => null)
    return bytes ? `<img alt="" src="data:image/webp;base64,${Buffer.from(bytes).toString('base64')}">` : ''
  }
  let body = `<h1>${escapeHtml(title)}</h1>`
  for (const report of reports) {
    body += `<h2>${report.run.kind}</h2>${htmlTable(markdownTable(report))}`
    body += `<ul>${[...groupLines(report), ...falseLines(report), ...report.notes].map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul>`
    const all = wrongs(report)
    body += `<h3>${all.length} missed or false${all.length > PICTURES_MAX ? `, the first ${PICTURES_MAX} shown` : ''}</h3>`
    for (const { what, query, work } of all.slice(0, PICTURES_MAX)) {
      const shown = report.run.kind === 'image' || report.run.kind === 'video'
      body += `<figure>${shown ? `${await picture(query.copy.path)}${await picture(work)}` : ''}<figcaption>${escapeHtml(`${what}: ${query.edit}, copy of ${basename(query.source)}, work ${basename(work)}`)}</figcaption></figure>`
    }
  }
  return `<!doctype html><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>body{font:14px sans-serif;margin:2em}td{border:1px solid #ccc;padding:2px 6px}table{border-collapse:collapse}figure{display:inline-block;margin:8px;vertical-align:top;max-width:500px}img{max-width:240px;max-height:240px}</style>${body}`
}
