import { conflict } from '../../../kernel/errors.ts'
import { dateInChina } from '../../../kernel/working-days.ts'
import type {
  Bilingual,
  PrintedCertificate,
  PrintedFact,
  PrintedLine,
  PrintedSection,
} from '../../../ports/certificates.ts'
import type { Term } from '../agreement/contract.ts'
import { lastDay, terms } from '../clocks.ts'
import type { Party } from '../contract.ts'
import type { Entry } from '../facts.ts'
import type { PaperFacts } from './paper-facts.ts'
import { failWords, moveWords, seatWords, termWords } from './words.ts'

const plain = (text: string): PrintedLine => ({ text, style: 'plain' })
const soft = (text: string): PrintedLine => ({ text, style: 'soft' })
const both = (zh: string, en: string): PrintedLine[] => [
  ...zh.split('\n').filter(Boolean).map(plain),
  ...en.split('\n').filter(Boolean).map(soft),
]
const fact = (label: Bilingual, lines: readonly PrintedLine[]): PrintedFact => ({ label, lines })
const yuan = (fen: number): string => `¥${(fen / 100).toFixed(2).replace(/\B(?=(\d{3})+(?!\d))/g, ',')}`
const dayWords = (day: string): Bilingual => {
  const [year = '', month = '', date = ''] = day.split('-')
  return [`${year}年${Number(month)}月${Number(date)}日`, day]
}
const moment = (ms: number) => `${new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')} UTC+8`

const committee = '海珠区版权纠纷人民调解委员会'

/** 当事人基本情况: of the number only its last four characters, since a party's copy goes to the other. */
function partyFact(label: Bilingual, { name, kind, idNumber, address, representative }: Party): PrintedFact {
  const masked =
    idNumber.length > 4 ? `${kind === 'person' ? '证件号 ID' : '统一社会信用代码 Reg. no.'} …${idNumber.slice(-4)}` : ''
  return fact(label, [
    plain(name),
    ...[masked, address, representative && `代表 represented by ${representative}`].filter(Boolean).map(soft),
  ])
}

const partyFacts = ({ parties, mediator }: PaperFacts): PrintedFact[] => [
  partyFact(['申请人', 'Applicant'], parties.applicant),
  partyFact(['被申请人', 'Respondent'], parties.respondent),
  ...(mediator ? [fact(['调解员', 'Mediator'], [plain(mediator)])] : []),
]

function frame(
  { row, address, nowMs }: PaperFacts,
  heading: Bilingual,
  kind: Bilingual,
  disclaimer: Bilingual,
  facts: readonly PrintedFact[],
  sections: readonly PrintedSection[],
): PrintedCertificate {
  return {
    number: row.number,
    address,
    issuer: committee,
    issuedOn: dayWords(dateInChina(nowMs)),
    issuedAtMs: nowMs,
    heading,
    title: row.application.title,
    isPlainTitle: true,
    kind,
    facts,
    level: null,
    disclaimer,
    sections,
    files: [],
    attachments: [],
  }
}

function termLines(term: Term): PrintedLine[] {
  const [zh, en] = termWords(term)
  const amount = term.amountFen === null ? [] : [`金额 amount CNY ${yuan(term.amountFen)}`]
  const due = term.dueOn === null ? [] : [`履行期限 to be performed by ${term.dueOn}`]
  return [
    ...both([zh, term.words.zh].filter(Boolean).join('：'), [en, term.words.en].filter(Boolean).join(': ')),
    ...[...amount, ...due].map(soft),
  ]
}

/**
 * 调解协议书, with what 人民调解法 art. 29 asks for: the parties; facts, issues and responsibilities; content, manner and time of
 * performance. `effectiveOn` is null for a draft that is to be read. Throws Conflict `agreement_missing`.
 */
export function agreementPaper(of: PaperFacts, effectiveOn: string | null): PrintedCertificate {
  const { draft, signatures } = of.facts
  if (!draft) throw conflict('agreement_missing', 'There is no agreement yet')
  const { agreement } = draft
  const sections: PrintedSection[] = [
    {
      heading: ['一、纠纷与责任', '1 Dispute and responsibilities'],
      facts: [
        fact(['主要事实', 'Main facts'], both(agreement.facts.zh, agreement.facts.en)),
        fact(['争议事项', 'Issues'], both(agreement.issues.zh, agreement.issues.en)),
        fact(['各方责任', 'Responsibilities'], both(agreement.responsibilities.zh, agreement.responsibilities.en)),
      ],
    },
    {
      heading: ['二、协议内容、履行方式与期限', '2 Terms, manner and time'],
      facts: [
        ...agreement.terms.map((term, i) => fact([`第 ${i + 1} 项`, `Term ${i + 1}`], termLines(term))),
        ...(agreement.isConfidential
          ? [
              fact(
                ['保密', 'Confidentiality'],
                both(
                  '双方对本调解及协议内容保密，法律另有规定的除外。',
                  'Both sides keep this mediation and agreement in confidence, unless the law provides otherwise.',
                ),
              ),
            ]
          : []),
        ...(agreement.further.zh ? [fact(['其他', 'Further'], both(agreement.further.zh, agreement.further.en))] : []),
      ],
    },
    {
      heading: ['三、效力', '3 Effect'],
      note: [
        '本协议自双方当事人签名、调解员签名并加盖调解委员会印章之日起生效，具有法律约束力（人民调解法第二十九、三十一条）。双方可在生效之日起三十日内共同向有管辖权的人民法院申请司法确认（第三十三条）。当事人各执一份，调解委员会留存一份。中文为准。',
        "Effective when both parties and the mediator have signed and the committee has set its seal; binding (People's Mediation Law, arts. 29 and 31). Within 30 days the parties may jointly ask the competent court to confirm it (art. 33). Each party and the committee keep one copy. The Chinese text prevails.",
      ],
    },
    {
      heading: ['四、签名', '4 Signatures'],
      facts: signatures.map(({ seat, name, atMs }) =>
        fact(seatWords[seat], [
          plain(name),
          soft(`电子签名 signed electronically ${moment(atMs)}`),
          { text: draft.sha256, style: 'code' },
        ]),
      ),
      note: [
        '每一签名针对上列协议文本的 SHA-256 值（电子签名法第十三、十四条）。',
        'Each signature is for the SHA-256 of the text of this agreement (Electronic Signature Law, arts. 13 and 14).',
      ],
    },
  ]
  const state: Bilingual =
    effectiveOn === null
      ? ['草案，尚未生效', 'Draft, not in effect']
      : [`${dayWords(effectiveOn)[0]}生效`, `in effect from ${effectiveOn}`]
  return frame(
    of,
    ['调解协议书', 'Mediation agreement'],
    state,
    [
      '依《中华人民共和国人民调解法》制作，调解不收取任何费用。',
      "Made under the People's Mediation Law of the People's Republic of China; mediation is free of charge.",
    ],
    [...partyFacts(of), fact(['案号', 'Case'], [plain(of.row.number)])],
    sections,
  )
}

/** 司法确认申请书, filled in as far as the case knows it. Throws Conflict `agreement_missing`. */
export function confirmationPaper(of: PaperFacts): PrintedCertificate {
  const { sealed } = of.facts
  if (!sealed) throw conflict('agreement_missing', 'There is no agreement in effect')
  const last = lastDay(sealed.effectiveOn, terms.confirmationDays)
  const documents: readonly Bilingual[] = [
    ['司法确认申请书', 'This application'],
    ['调解协议书', 'The mediation agreement'],
    ['人民调解委员会的证明', "The committee's statement that it mediated"],
    ['双方身份证明或营业执照、联系方式', 'Identity papers or business licences, and contact'],
    ['与协议有关的权利证明', 'Papers on the rights that the agreement is about'],
  ]
  return frame(
    of,
    ['司法确认申请书', 'Application for judicial confirmation'],
    ['共同申请', 'Joint application'],
    [
      `须在 ${last} 前由双方共同提出；法院不收费。`,
      `To be filed by both jointly by ${last}; the court charges nothing.`,
    ],
    partyFacts(of),
    [
      {
        heading: ['请求', 'Request'],
        note: [
          `请求人民法院依法确认双方于 ${dayWords(sealed.effectiveOn)[0]}经${committee}主持调解达成的调解协议（案号 ${of.row.number}）有效。`,
          `The applicants ask the court to confirm the mediation agreement of ${sealed.effectiveOn} (case ${of.row.number}).`,
        ],
      },
      {
        heading: ['声明', 'Statements'],
        note: [
          '双方出于解决纠纷的目的自愿达成协议，没有恶意串通、规避法律的行为；如因该协议内容给他人造成损害，愿意承担相应的民事责任和其他法律责任。协议不涉及确认知识产权的归属。（最高人民法院关于人民调解协议司法确认程序的若干规定第二、四条；民事诉讼法第二百零五条）',
          'The parties agreed of their own will to settle the dispute, without collusion and without evading the law, and answer for harm that the agreement does to others. It decides no ownership of intellectual property.',
        ],
      },
      {
        heading: ['随附材料', 'Enclosures'],
        facts: documents.map(([zh, en], i) => fact([`${i + 1}`, ''], both(zh, en))),
      },
      {
        heading: ['签名或盖章', 'Signatures or seals'],
        facts: [
          fact(['申请人', 'Applicant'], [plain('________________    ____年__月__日')]),
          fact(['被申请人', 'Respondent'], [plain('________________    ____年__月__日')]),
        ],
      },
    ],
  )
}

/** 调解终结证明: that it was tried, why it ended, and which other ways there are (人民调解法 art. 26). Nothing of what was said. */
export function failurePaper(of: PaperFacts): PrintedCertificate {
  const end = of.entries.findLast((entry) => entry.state === 'failed')
  if (!end || of.facts.state !== 'failed') throw conflict('case_not_failed', 'This case did not fail')
  const because = end.act.move === 'fail' ? end.act.because : end.act.move === 'leave' ? 'refusal' : 'unreachable'
  return frame(
    of,
    ['调解终结证明', 'Certificate of failure'],
    ['未达成协议', 'No agreement was reached'],
    [
      '调解中的陈述和让步不得在其后的程序中用作对其不利的证据。',
      'What was said or conceded in mediation is not used against a party later.',
    ],
    [
      ...partyFacts(of),
      fact(['终结日期', 'Ended on'], [plain(dateInChina(end.atMs))]),
      fact(['原因', 'Reason'], both(...failWords[because])),
    ],
    [
      {
        heading: ['其他途径', 'Other ways'],
        note: [
          '当事人可以依法通过仲裁、行政、司法等途径维护自己的权利（人民调解法第二十六条）。',
          "The parties may turn to arbitration, the administration or the courts (People's Mediation Law, art. 26).",
        ],
      },
    ],
  )
}

const entryText = (entry: Entry): string => {
  const { act } = entry
  if (act.move === 'state' || act.move === 'propose') return act.text
  if (act.move === 'record') return act.minutes
  if (act.move === 'contest') return act.statement
  if (act.move === 'hand_in') return act.note
  if (act.move === 'show') return `${act.name} → ${act.found.registrationNumber} 《${act.found.title}》`
  if (act.move === 'schedule') return `${act.startsAt} ${act.place}`
  if (act.move === 'disclose') return act.circumstances
  return 'reason' in act && act.reason ? act.reason : ''
}

/** 卷宗: what the seat may see, in order. `of.entries` are those; caucus notes are no entries and are in no file. */
export function filePaper(of: PaperFacts): PrintedCertificate {
  const { application } = of.row
  return frame(
    of,
    ['调解卷宗', 'Case file'],
    ['机密', 'Confidential'],
    ['只载明持有人可以查看的内容。', 'Holds what its bearer may see, and no more.'],
    [...partyFacts(of), fact(['案号', 'Case'], [plain(of.row.number)])],
    [
      {
        heading: ['申请', 'Application'],
        facts: [
          fact(['事实', 'Facts'], application.facts.split('\n').map(plain)),
          fact(['请求', 'Claims'], application.claims.split('\n').map(plain)),
        ],
      },
      {
        heading: ['经过', 'What happened'],
        facts: of.entries.map((entry) =>
          fact(
            [`${entry.revision}　${dateInChina(entry.atMs)}`, moment(entry.atMs).slice(11)],
            [
              plain(`${seatWords[entry.seat][0]} ${of.nameOf(entry)}：${moveWords[entry.act.move][0]}`),
              soft(`${seatWords[entry.seat][1]}: ${moveWords[entry.act.move][1]}`),
              ...entryText(entry).split('\n').filter(Boolean).map(plain),
            ],
          ),
        ),
      },
    ],
  )
}
