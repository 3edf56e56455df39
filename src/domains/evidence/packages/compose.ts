import { canonicalJson } from '../../../kernel/canonical-json.ts'
import { utf8 } from '../log/bytes.ts'
import { type Comparison, lateFiles } from './contract.ts'

/** Pictures of one moment on both sides; seconds from the start of each file. */
export interface FramePair {
  copyPath: string
  workPath: string
  copySeconds: number
  workSeconds: number
}

/** The words of one segment on both sides. */
export interface PassageWords {
  copy: string
  work: string
}

export interface PackageParts {
  comparison: Comparison
  packageId: string
  askedAtMs: number
  /** Whether the certificate of the work lies in the package. */
  certificateNumber: string | null
  /** Where the copy lies in the package; null where it is too large, and only its hash does. */
  copyPath: string | null
  frames: readonly FramePair[]
  passages: readonly PassageWords[]
  drafts: readonly { name: string; kind: string; sha256: string; enteredAt: string }[]
  logKey: string
}

const escaped = (text: string) =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`).replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
const clock = (seconds: number): string => {
  const minutes = Math.floor(seconds / 60)
  return `${minutes}:${(seconds - minutes * 60).toFixed(2).padStart(5, '0')}`
}
const editWords: Readonly<Record<string, string>> = {
  mirrored: '镜像 mirrored',
  padded: '加边 padded',
  cropped: '裁切 cropped',
  covered: '遮盖 partly covered',
  dubbed: '换声 dubbed',
  'sound-replaced': '换掉声音 sound replaced',
  partial: '部分一致 partial',
  quotation: '短引用 short quotation',
  reordered: '调换次序 reordered',
  substituted: '替换字词 words substituted',
  traditional: '繁体 traditional',
  simplified: '简体 simplified',
}
const wordsOf = (edit: string): string => {
  const [name = '', value] = edit.split(':')
  if (name === 'speed') return `速度 speed ${value}×`
  if (name === 'pitch') return `音高 pitch ${value}`
  if (name === 'rotated') return `旋转 rotated ${value}°`
  return editWords[edit] ?? edit
}

/** `data/00-summary.html`: for a mediator or a clerk, without a script and without a request to anywhere. */
export function summaryPage(parts: PackageParts): Uint8Array {
  const { comparison, frames, passages, drafts } = parts
  const { copy, work } = comparison
  const isText = comparison.segments.some(({ unit }) => unit === 'characters')
  const place = (value: number) => (isText ? String(value) : clock(value))
  const row = (label: string, value: string) => `<tr><th scope="row">${label}</th><td>${value}</td></tr>`
  const segmentRow = (segment: Comparison['segments'][number], by: string) =>
    `<tr><td>${by}</td><td>${place(segment.queryStart)} – ${place(segment.queryEnd)}</td><td>${
      segment.episode === null ? '' : `第 ${segment.episode} 集 episode ${segment.episode}, `
    }${place(segment.workStart)} – ${place(segment.workEnd)}</td><td>${segment.confidence.toFixed(2)}</td><td>${escaped(
      segment.edits.map(wordsOf).join('；'),
    )}</td></tr>`
  const rows = [
    ...comparison.segments.map((segment) => segmentRow(segment, isText ? '文字 text' : '画面 picture')),
    ...(comparison.sound?.segments ?? []).map((segment) => segmentRow(segment, '声音 sound')),
  ]
  const edits = comparison.edits.map(wordsOf).join('；')
  return utf8(`<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>证据包 ${escaped(parts.packageId)}</title>
<style>
body{font:15px/1.6 system-ui,"Noto Sans SC",sans-serif;color:#221f1b;max-width:62rem;margin:2rem auto;padding:0 1.2rem}
h1{font-size:1.5rem;margin:0}h2{font-size:1.05rem;margin:2rem 0 .5rem;border-left:3px solid #b3261e;padding-left:.6rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid #e4dfd7}
th[scope=row]{width:13rem;font-weight:500;color:#6b645a}code{font-size:.8rem;word-break:break-all}
figure{margin:0}.pair{display:grid;grid-template-columns:1fr 1fr;gap:.8rem;margin:.8rem 0;break-inside:avoid}
img{width:100%;background:#f3efe8}figcaption{font-size:.8rem;color:#6b645a}blockquote{margin:0;padding:.6rem;background:#f7f4ee;white-space:pre-wrap}
@media print{body{margin:0;max-width:none}}
</style>
<h1>证据包 Evidence package</h1><p><code>${escaped(parts.packageId)}</code></p>
<p>机器比对得出下列事实：副本的何处与作品的何处相同。是否侵权由人判断。<br>A machine found which part of the copy is which part of the work. Whether that infringes is for people to decide.</p>
<h2>双方文件 The two files</h2>
<table>
${row('副本 copy', `${escaped(copy.name)} · ${copy.sizeBytes} bytes<br><code>SHA-256 ${copy.sha256}</code>${parts.copyPath === null ? '<br>过大，未收入本包，仅存哈希值 too large for this package: only its hash is here' : ''}`)}
${row('作品 work', `《${escaped(work.title)}》 ${escaped(work.registrationNumber)}<br>登记于 registered ${escaped(work.registeredAt)}<br><code>SHA-256 ${work.sha256}</code>`)}
${row('权利依据 right', parts.certificateNumber === null ? '登记证明 proof of registration: 01-right/registration.tlog-proof' : `存证证书 certificate of deposit ${escaped(parts.certificateNumber)}: 01-right/certificate.pdf`)}
${row('底稿 drafts', drafts.length === 0 ? '无 none' : `${drafts.length} 份 deposited (01-right/drafts.csv)`)}
</table>
<h2>比对结果 What was found</h2>
<table>
${row('时间 compared', escaped(comparison.comparedAt))}
${row('方法 method', `<code>${escaped(comparison.algorithm)}</code>`)}
${row('结论 result', comparison.identical ? '逐字节相同 the very same bytes' : `置信度 confidence ${comparison.confidence.toFixed(2)}${edits === '' ? '' : ` · ${escaped(edits)}`}`)}
</table>
${rows.length === 0 ? '' : `<table><thead><tr><th>依据 by</th><th>副本 copy</th><th>作品 work</th><th>置信度 confidence</th><th>改动 edits</th></tr></thead><tbody>${rows.join('')}</tbody></table>`}
<p>置信度不是判定：它是经校准的比例，表示同样分数的比对中有多少是对的。已公布的差错率见登记处的 docs/matching.md。<br>A confidence is no verdict: of findings with the same figure, it is the share that is right. Error rates as measured are published by the registry.</p>
${frames.length === 0 ? '' : '<h2>并排画面 Side by side</h2>'}
${frames
  .map(
    ({ copyPath, workPath, copySeconds, workSeconds }) =>
      `<div class="pair"><figure><img src="${copyPath}" alt="副本 copy ${clock(copySeconds)}"><figcaption>副本 copy ${clock(copySeconds)}</figcaption></figure><figure><img src="${workPath}" alt="作品 work ${clock(workSeconds)}"><figcaption>作品 work ${clock(workSeconds)}</figcaption></figure></div>`,
  )
  .join('\n')}
${passages.length === 0 ? '' : '<h2>并排文字 Side by side</h2>'}
${passages
  .map(
    ({ copy: copied, work: original }) =>
      `<div class="pair"><blockquote>${escaped(copied)}</blockquote><blockquote>${escaped(original)}</blockquote></div>`,
  )
  .join('\n')}
<h2>未核查 What was not checked</h2>
<p>副本由申请人交来，登记处未自行采集网页；副本在何处、由何人、何时发布，本包不作证明。<br>The copy was handed in by the registrant; the registry did not capture it from the network. Where, when and by whom it was published is not proven here.</p>
`)
}

/** `data/07-verify/`: how to check the package with public tools, in both languages. */
export function verifyGuide({ packageId, logKey, certificateNumber }: PackageParts): Map<string, Uint8Array> {
  const script = `#!/bin/sh
# Run in the folder of the package: sh data/07-verify/verify.sh [AUTHORITY.pem]
set -e
sha256sum -c tagmanifest-sha256.txt
sha256sum -c manifest-sha256.txt
if [ -f ${lateFiles.timestamp} ] && [ -n "$1" ]; then
  openssl ts -verify -in ${lateFiles.timestamp} -data tagmanifest-sha256.txt -CAfile "$1"
fi
`
  const steps = [
    `unzip PACKAGE.zip && cd ${packageId}`,
    'sha256sum -c tagmanifest-sha256.txt && sha256sum -c manifest-sha256.txt',
    `openssl ts -verify -in ${lateFiles.timestamp} -data tagmanifest-sha256.txt -CAfile AUTHORITY.pem`,
    `qianyin verify PACKAGE.zip --key '${logKey}'`,
    ...(certificateNumber === null ? [] : ['pdfsig data/01-right/certificate.pdf']),
  ].map((line) => `    ${line}`)
  return new Map([
    ['data/07-verify/verify.sh', utf8(script)],
    [
      'data/07-verify/校验说明.md',
      utf8(
        `# 校验说明\n\n不需要本系统在线，也不需要账号。公钥请从独立渠道取得并核对。\n\n${steps.join('\n')}\n\n- 两个清单覆盖包内每个文件：改动、缺失、增添任何一个字节都会被发现。\n- tagmanifest-sha256.txt 的哈希值已写入公开日志（${lateFiles.proof}），并由时间戳机构签署（${lateFiles.timestamp}，如有）。\n- data/04-custody/custody.jsonl 每行含前一行的哈希值；其末行的哈希值也写入日志。\n`,
      ),
    ],
    [
      'data/07-verify/VERIFY.md',
      utf8(
        `# How to verify this package\n\nNo server of ours and no account is needed. Take the public key from a source of your own and compare it.\n\n${steps.join('\n')}\n\n- The two manifests cover every file: one byte changed, missing or added is found.\n- The hash of tagmanifest-sha256.txt is in the public log (${lateFiles.proof}), and signed by a timestamp authority (${lateFiles.timestamp}, where there is one).\n- Each line of data/04-custody/custody.jsonl holds the hash of the line before; that of the last line is in the log too.\n`,
      ),
    ],
  ])
}

/** `data/01-right/drafts.csv`: RFC 4180, with a byte order mark so that spreadsheets read Chinese. */
export function draftsCsv(drafts: PackageParts['drafts']): Uint8Array {
  // What begins like a formula would be one in a spreadsheet.
  const cell = (text: string) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
  const lines = drafts.map(({ name, kind, sha256, enteredAt }) => [name, kind, sha256, enteredAt].map(cell).join(','))
  return utf8(`\uFEFF${['name,kind,sha256,entered_at', ...lines].join('\r\n')}\r\n`)
}

/** RO-Crate 1.2 metadata: what each file is. */
export function crateOf(parts: PackageParts, paths: readonly string[]): Uint8Array {
  const within = (path: string) => path.replace(/^data\//, '')
  const about: Readonly<Record<string, string>> = {
    '00-summary.html': 'Summary for people: the two files, what was found, side by side',
    '01-right/certificate.pdf': 'Certificate of deposit of the work',
    '01-right/registration.tlog-proof': 'Proof of the registration in the transparency log',
    '01-right/registration.json': 'What was registered',
    '01-right/drafts.csv': 'Drafts of the work that were deposited',
    '02-capture/1/capture.json': 'How the copy came here',
    '04-custody/custody.jsonl': 'Chain of custody',
    '05-compare/comparison.json': 'What the matcher found',
  }
  return utf8(
    canonicalJson({
      '@context': 'https://w3id.org/ro/crate/1.2/context',
      '@graph': [
        {
          '@id': 'ro-crate-metadata.json',
          '@type': 'CreativeWork',
          about: { '@id': './' },
          conformsTo: { '@id': 'https://w3id.org/ro/crate/1.2' },
        },
        {
          '@id': './',
          '@type': 'Dataset',
          identifier: parts.packageId,
          name: `Evidence package: ${parts.comparison.work.registrationNumber}`,
          description: 'Which part of a copy is which part of a registered work, and what proves it',
          datePublished: new Date(parts.askedAtMs).toISOString(),
          hasPart: paths.map((path) => ({ '@id': within(path) })),
        },
        ...paths.map((path) => ({
          '@id': within(path),
          '@type': 'File',
          ...(about[within(path)] === undefined ? {} : { description: about[within(path)] ?? '' }),
        })),
      ],
    }),
  )
}
