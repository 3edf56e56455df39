import type { Bilingual } from '../../ports/certificates.ts'
import type { Law, Notice } from './contract.ts'

export const lawNames: Record<Law, Bilingual> = {
  cn: [
    '《信息网络传播权保护条例》第十四条、《民法典》第一千一百九十五条',
    'Regulation on the Protection of the Right of Communication through Information Networks, art. 14; Civil Code, art. 1195',
  ],
  us: ['《美国法典》第十七编第五百一十二条（c）（3）', '17 U.S.C. § 512(c)(3)'],
  eu: ['欧盟《数字服务法》第十六条', 'Regulation (EU) 2022/2065 (Digital Services Act), art. 16'],
}

export const headings: Record<Law, Bilingual> = {
  cn: ['侵权通知书', 'Notice of infringement'],
  us: ['侵权通知', 'DMCA notice of claimed infringement'],
  eu: ['违法内容通知', 'Notice of illegal content'],
}

interface NoticePart {
  label: Bilingual
  /** As the sender wrote it. */
  lines: readonly string[]
  /** What the form itself says. */
  words?: Bilingual
}

const truth: Bilingual = ['权利人对本通知的真实性负责。', 'The right holder answers for the truth of this notice.']
const perjury: Bilingual = [
  '本人声明：本通知内容准确；本人有权代表被侵害的专有权利的权利人行事，如有不实，愿承担伪证的责任。',
  'The information in this notification is accurate, and under penalty of perjury, I am authorized to act on behalf of the owner of an exclusive right that is allegedly infringed.',
]
const faithUs: Bilingual = [
  '本人善意相信，上述使用未经权利人、其代理人或法律许可。',
  'I have a good faith belief that use of the material in the manner complained of is not authorized by the copyright owner, its agent, or the law.',
]
const faithEu: Bilingual = [
  '本人善意相信，本通知所载信息和指控准确、完整。',
  'I have a bona fide belief that the information and allegations contained in this notice are accurate and complete.',
]

/** The parts of a notice in the order in which its law names them, and no others. */
export function partsOf(notice: Notice, work: { title: string; registrationNumber: string }): NoticePart[] {
  const { law, sender, materialName, addresses, explanation, signature } = notice
  const contact = [sender.phone, sender.email].filter(Boolean)
  const owner: NoticePart = {
    label: ['权利人', 'Right holder'],
    lines: [sender.name, sender.address, ...contact, law === 'cn' ? sender.idNumber : ''].filter(Boolean),
  }
  const workPart: NoticePart = {
    label: ['被侵权作品', 'Work infringed'],
    lines: [`《${work.title}》`, work.registrationNumber],
  }
  const material: NoticePart = {
    label: ['侵权材料及网络地址', 'Material and where it is'],
    lines: [...(materialName ? [materialName] : []), ...addresses],
  }
  const why: NoticePart = {
    label: law === 'cn' ? ['初步证明材料', 'Prima facie proof'] : ['说明', 'Explanation'],
    lines: explanation.split('\n').filter(Boolean),
  }
  const asked: NoticePart = {
    label: ['请求', 'Request'],
    lines: [],
    words: ['请删除上述材料或断开其链接。', 'Please remove the material or disable access to it.'],
  }
  const signed: NoticePart = { label: ['签名', 'Signature'], lines: [signature || sender.name] }
  const says = (words: Bilingual): NoticePart => ({ label: ['声明', 'Statement'], lines: [], words })
  if (law === 'cn') return [owner, workPart, material, why, asked, says(truth), signed]
  if (law === 'us')
    return [workPart, material, ...(explanation ? [why] : []), asked, owner, says(faithUs), says(perjury), signed]
  return [why, workPart, material, owner, asked, says(faithEu), signed]
}

/** A notice as plain text, Chinese and English, as a mail carries it. */
export function noticeText(
  number: string,
  notice: Notice,
  work: { title: string; registrationNumber: string },
): string {
  const [zh, en] = headings[notice.law]
  const parts = partsOf(notice, work).map(({ label, lines, words }) =>
    [`${label[0]} ${label[1]}`, ...lines, ...(words ?? [])].join('\n'),
  )
  return [
    `${zh} ${en}`,
    number,
    `致 To: ${notice.platform.name}`,
    ...lawNames[notice.law],
    '',
    parts.join('\n\n'),
  ].join('\n')
}
