import { canonicalJson } from '../../../kernel/canonical-json.ts'
import type {
  Bilingual,
  PrintedCertificate,
  PrintedFact,
  PrintedFile,
  PrintedLine,
  PrintedSection,
} from '../../../ports/certificates.ts'
import { utf8 } from '../log/bytes.ts'
import { assuranceLevels, attachmentNames, type CertificateRecord, type TwoClocks } from './contract.ts'
import {
  aiUseWords,
  answerWords,
  categoryWords,
  checkedWords,
  kindWords,
  levelWords,
  notCheckedWords,
  registrantWords,
  roleWords,
} from './words.ts'

/** More people than this stand on the page behind the first. */
const peopleOnFirstPage = 4

const plain = (text: string): PrintedLine => ({ text, style: 'plain' })
const soft = (text: string): PrintedLine => ({ text, style: 'soft' })
const code = (text: string): PrintedLine => ({ text, style: 'code' })
const both = ([zh, en]: Bilingual) => `${zh} ${en}`
const fact = (zh: string, en: string, ...lines: PrintedLine[]): PrintedFact => ({ label: [zh, en], lines })

/** 2026-11-25T21:00:00+08:00 → 2026-11-25 21:00:00 (UTC+8) */
const chinaTime = ({ china }: TwoClocks) => `${china.slice(0, 10)} ${china.slice(11, 19)} (UTC+8)`
const utcTime = ({ utc }: TwoClocks) => `${utc.slice(0, 10)} ${utc.slice(11, 19)} UTC`
const atTime = (clocks: TwoClocks) => `${chinaTime(clocks)} · ${utcTime(clocks)}`

/** A record as `registration.json`: RFC 8785, UTF-8. */
export const recordBytes = (record: CertificateRecord): Uint8Array =>
  utf8(canonicalJson(JSON.parse(JSON.stringify(record))))

/** What the pages say, which is nothing that the record does not say. `proof` and `timestamp` are attached as they are. */
export function composeCertificate(
  record: CertificateRecord,
  files: { proof: Uint8Array; timestamp: Uint8Array | null },
): PrintedCertificate {
  const { certificate, issuer, work } = record
  return {
    number: certificate.number,
    address: certificate.address,
    issuer: issuer.name,
    issuedOn: dateWords(certificate.issuedAt),
    issuedAtMs: Date.parse(certificate.issuedAt.utc),
    heading: ['作品存证证书', 'Certificate of Deposit'],
    title: work.title,
    kind: joinedWords(kindWords[work.kind], categoryWords[work.category]),
    facts: firstPage(record),
    level: { code: record.assurance.level, codes: assuranceLevels, words: levelWords[record.assurance.level] },
    disclaimer: [record.disclaimer['zh-CN'], record.disclaimer.en],
    sections: [checksOf(record), logOf(record), sealOf(record), selfCheck(record), ...moreOf(record)],
    files: record.files.map(fileOf),
    attachments: [
      {
        name: attachmentNames.record,
        bytes: recordBytes(record),
        mimeType: 'application/json',
        description: 'What this certificate says, as canonical JSON (RFC 8785)',
      },
      {
        name: attachmentNames.proof,
        bytes: files.proof,
        mimeType: 'text/plain',
        description: 'Proof of the public log (c2sp.org/tlog-proof)',
      },
      ...(files.timestamp
        ? [
            {
              name: attachmentNames.timestamp,
              bytes: files.timestamp,
              mimeType: 'application/timestamp-reply',
              description: `Timestamp of ${attachmentNames.proof} (RFC 3161)`,
            },
          ]
        : []),
    ],
  }
}

const joinedWords = (a: Bilingual, b: Bilingual): Bilingual =>
  a[0] === b[0] ? a : [`${a[0]} · ${b[0]}`, `${a[1]} · ${b[1]}`]

const monthNames = 'January February March April May June July August September October November December'.split(' ')

function dateWords({ china }: TwoClocks): Bilingual {
  const [year = 0, month = 0, day = 0] = china.slice(0, 10).split('-').map(Number)
  return [`${year}年${month}月${day}日`, `${day} ${monthNames[month - 1] ?? ''} ${year}`]
}

function firstPage(record: CertificateRecord): PrintedFact[] {
  const { registration, certificate, work, registrant, timestamp } = record
  const { former } = certificate
  const version =
    registration.version > 1 || former ? `第 ${registration.version} 版 version ${registration.version}` : ''
  return [
    fact(
      '登记编号',
      'Registration no.',
      plain([registration.number, version].filter(Boolean).join('　')),
      ...(former
        ? [soft(`承前证书 follows certificate ${former.number}（第 ${former.version} 版 version ${former.version}）`)]
        : []),
    ),
    fact('作者（署名）', 'Authors', ...shortened(authorLines(work), work.authors.length)),
    fact('著作权人', 'Right holders', ...shortened(holderLines(work), work.rightHolders.length)),
    fact('登记申请人', 'Registrant', plain(registrant.name), soft(both(registrantWords[registrant.verification]))),
    fact(
      '完成 / 首次发表',
      'Completed / published',
      plain(`${work.createdOn ?? '—'}　/　${work.firstPublishedOn ?? '—'}`),
      soft('申请人所述，未经核对 as stated by the registrant, not checked'),
    ),
    fact(
      '存证时间',
      'Deposited at',
      plain(chinaTime(registration.registeredAt)),
      soft(utcTime(registration.registeredAt)),
    ),
    filesFact(record),
    fact(
      '时间戳',
      'Timestamp',
      ...(timestamp.state === 'granted'
        ? [plain(chinaTime(timestamp.time)), soft(timestamp.authority)]
        : [plain(timestamp.state === 'pending' ? '待取 pending' : '未设第三方机构 no authority set up')]),
    ),
  ]
}

const authorLines = (work: CertificateRecord['work']) =>
  work.authors.map(({ name, role }) => {
    const [zh, en] = roleWords[role]
    return plain(role === 'author' ? name : `${name}（${zh} ${en}）`)
  })

const holderLines = ({ rightHolders }: CertificateRecord['work']) =>
  rightHolders.map(({ name, shareBasisPoints }) =>
    plain(rightHolders.length === 1 ? name : `${name}　${shareBasisPoints / 100}%`),
  )

const shortened = (lines: PrintedLine[], count: number): PrintedLine[] =>
  count <= peopleOnFirstPage
    ? lines
    : [...lines.slice(0, peopleOnFirstPage - 1), soft(`共 ${count} 位，全部列于后页 ${count} in all, listed overleaf`)]

function filesFact({ files }: CertificateRecord): PrintedFact {
  const [only, ...more] = files
  if (only && more.length === 0) {
    return fact(
      '存证文件',
      'Deposited file',
      { text: only.name, style: 'name' },
      soft(`${both(kindOfFile(only.kind))} · ${sizeWords(only.sizeBytes)}${lengthWords(only.durationSeconds)}`),
      code(`SHA-256 ${only.sha256}`),
    )
  }
  const bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  const seconds = files.reduce((sum, { durationSeconds }) => sum + (durationSeconds ?? 0), 0)
  return fact(
    '存证文件',
    'Deposited files',
    plain(`${files.length} 个文件 files · ${sizeWords(bytes)}${lengthWords(seconds || null)}`),
    soft('名称与哈希值逐一列于附页 each with its hashes in the annex'),
  )
}

const kindOfFile = (kind: CertificateRecord['files'][number]['kind']) => kindWords[kind]

function checksOf({ assurance, earlierRegistrations, drafts }: CertificateRecord): PrintedSection {
  const facts: PrintedFact[] = []
  if (drafts) {
    facts.push(
      fact(
        '创作底稿',
        'Drafts',
        plain(`${drafts.count} 份 deposited · 首份 first: ${chinaTime(drafts.firstDepositedAt)}`),
        soft(`日志条目 log entry ${drafts.firstLogIndex}`),
      ),
    )
  }
  if (earlierRegistrations) {
    const { searchedAt, found } = earlierRegistrations
    facts.push(
      fact(
        '在先登记检索',
        'Earlier registrations',
        plain(found.length === 0 ? '未发现 none found' : `${found.length} 项 found`),
        soft(atTime(searchedAt)),
        ...found.flatMap(({ registrationNumber, title, registeredAt, isOwn, answer }) => [
          plain(`${registrationNumber}《${title}》 ${chinaTime(registeredAt)}`),
          isOwn
            ? soft('同一申请人登记 of the same registrant')
            : soft(`申请人答复 answer: ${answer ? `${both(answerWords[answer.answer])}。${answer.statement}` : '—'}`),
        ]),
      ),
    )
  }
  return {
    heading: ['核查范围', 'What was checked, and what was not'],
    points: [
      ...assurance.checked.map((check) => ({ done: true, words: checkedWords[check] })),
      ...assurance.notChecked.map((check) => ({ done: false, words: notCheckedWords[check] })),
    ],
    facts,
  }
}

function logOf({ log, timestamp }: CertificateRecord): PrintedSection {
  return {
    heading: ['公开日志与时间', 'Public log and time'],
    facts: [
      fact('日志', 'Log', code(log.origin)),
      fact('条目', 'Entry', plain(`第 ${log.index} 号，共 ${log.size} 条 no. ${log.index} of ${log.size}`)),
      fact('树根', 'Tree root', code(log.root)),
      fact('检查点', 'Checkpoint', plain(atTime(log.checkpointSignedAt))),
      fact('公钥', 'Public key', code(log.key)),
      timestamp.state === 'granted'
        ? fact(
            '时间戳',
            'Timestamp',
            plain(timestamp.authority),
            plain(atTime(timestamp.time)),
            soft(`序列号 serial ${timestamp.serial}`),
          )
        : fact(
            '时间戳',
            'Timestamp',
            plain(
              timestamp.state === 'pending'
                ? '待取：签发时无法取得，时间仅由日志自身时钟证明。'
                : '本系统未设第三方时间戳机构，时间仅由日志自身时钟证明。',
            ),
            soft(
              timestamp.state === 'pending'
                ? 'Pending: none could be had when this was issued, and the time is the word of the log alone.'
                : 'The registry has no timestamp authority, and the time is the word of the log alone.',
            ),
          ),
    ],
  }
}

function sealOf({ seal }: CertificateRecord): PrintedSection {
  const isDevelopment = seal.kind === 'development'
  return {
    heading: ['电子印章', 'Seal'],
    facts: [
      fact(
        '签署证书',
        'Signing certificate',
        plain(seal.subject),
        code(`SHA-256 ${seal.certificateSha256}`),
        ...(isDevelopment
          ? [
              soft('开发印章：由本系统自行生成，未经电子认证服务机构认证。'),
              soft('A development seal that this installation made itself: no certification authority vouches for it.'),
            ]
          : []),
      ),
    ],
  }
}

const selfCheck = ({ check }: CertificateRecord): PrintedSection => ({
  heading: ['自行核验', 'Check it yourself'],
  code: check,
  note: [
    '无需登录，无需本系统在线：证明、登记内容与时间戳均已嵌入本文件的附件。公钥请从独立渠道取得并核对。',
    'No account and no server of ours is needed: what was registered, the proof and the timestamp are attached to this file. Take the public key from a source of your own and compare it.',
  ],
})

/** What has no room on the first page, and what was stated besides. */
function moreOf({ work, officialRegistration }: CertificateRecord): PrintedSection[] {
  const facts: PrintedFact[] = []
  if (work.title.length > 40) facts.push(fact('作品名称', 'Title in full', plain(work.title)))
  if (work.otherTitles.length > 0) {
    facts.push(
      fact(
        '其他名称',
        'Other titles',
        ...work.otherTitles.map(({ language, title }) => plain(`${title}（${language}）`)),
      ),
    )
  }
  if (work.authors.length > peopleOnFirstPage) facts.push(fact('全部作者', 'All authors', ...authorLines(work)))
  if (work.rightHolders.length > peopleOnFirstPage)
    facts.push(fact('全部著作权人', 'All right holders', ...holderLines(work)))
  if (work.season !== null) facts.push(fact('季', 'Season', plain(String(work.season))))
  if (work.filing) {
    const { documentType, number, class: filingClass, issuer, issuedOn } = work.filing
    facts.push(
      fact(
        '备案 / 许可',
        'Filing',
        plain(`${documentType} ${number}（${filingClass}）`),
        soft(`${issuer} · ${issuedOn}`),
      ),
    )
  }
  facts.push(
    work.aiUse
      ? fact(
          '人工智能使用',
          'Use of AI',
          plain(both(aiUseWords[work.aiUse.level])),
          ...(work.aiUse.statement ? [soft(work.aiUse.statement)] : []),
        )
      : fact('人工智能使用', 'Use of AI', plain('申请人未作说明 not stated by the registrant')),
  )
  if (officialRegistration) {
    facts.push(
      fact(
        '官方登记号',
        'Official registration',
        plain(officialRegistration.number),
        soft(officialRegistration.isConfirmed ? '已核对 confirmed' : '申请人填报 as stated by the registrant'),
      ),
    )
  }
  return [{ heading: ['申请人陈述', 'As stated by the registrant'], facts }]
}

function fileOf(file: CertificateRecord['files'][number]): PrintedFile {
  const { name, kind, episode, sizeBytes, durationSeconds, sha256, sm3 } = file
  const place = episode === null ? '' : `第 ${episode} 集 Episode ${episode}　`
  return {
    heading: { text: `${place}${name}`, style: 'name' },
    facts: `${both(kindOfFile(kind))} · ${sizeWords(sizeBytes)}${lengthWords(durationSeconds)}`,
    sha256,
    sm3,
  }
}

/** 1234567 → 1.23 MB (1,234,567 bytes) */
function sizeWords(bytes: number): string {
  const exact = `${bytes.toLocaleString('en-US')} bytes`
  const units = ['kB', 'MB', 'GB', 'TB']
  const step = Math.min(units.length, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  return step === 0 ? exact : `${(bytes / 1000 ** step).toFixed(2)} ${units[step - 1]} (${exact})`
}

/** 3725.4 → ` · 1:02:05` */
function lengthWords(seconds: number | null): string {
  if (seconds === null) return ''
  const whole = Math.round(seconds)
  const pad = (part: number) => String(part).padStart(2, '0')
  return ` · ${Math.floor(whole / 3600)}:${pad(Math.floor(whole / 60) % 60)}:${pad(whole % 60)}`
}
