import type { Bilingual } from '../../../ports/certificates.ts'
import type { Term } from '../agreement/contract.ts'
import type { failReasons, MoveName, Seat } from '../contract.ts'

export const seatWords: Record<Seat, Bilingual> = {
  applicant: ['申请人', 'Applicant'],
  respondent: ['被申请人', 'Respondent'],
  mediator: ['调解员', 'Mediator'],
  secretary: ['调解委员会秘书', 'Secretary'],
}

export const failWords: Record<(typeof failReasons)[number], Bilingual> = {
  refusal: ['一方明确表示不接受调解', 'One side no longer wishes mediation'],
  unreachable: ['无法与当事人取得联系，或其未在期限内答复', 'A side could not be reached, or did not answer in time'],
  deadlock: ['双方分歧较大，未能达成一致', 'The sides remained too far apart'],
  time_over: ['调解期限届满', 'The time for mediation is over'],
  refusal_to_sign: ['一方拒绝签署协议', 'A side refused to sign'],
  other: ['其他原因', 'Another reason'],
}

const termKindWords: Record<Term['kind'], Bilingual> = {
  payment: ['支付款项', 'Payment'],
  takedown: ['停止传播并下架', 'Takedown'],
  licence: ['许可使用', 'Licence'],
  credit: ['署名', 'Credit'],
  apology: ['赔礼道歉', 'Apology'],
  other: ['其他事项', 'Other'],
}

/** By whom and what, in both languages. */
export function termWords({ kind, by }: Pick<Term, 'kind' | 'by'>): Bilingual {
  const [whoZh, whoEn] = seatWords[by]
  const [zh, en] = termKindWords[kind]
  return [`${whoZh}${zh}`, `${en} by the ${whoEn.toLowerCase()}`]
}

export const moveWords: Record<MoveName, Bilingual> = {
  apply: ['申请调解', 'applies for mediation'],
  accept: ['受理', 'accepts the case'],
  decline: ['不予受理', 'does not accept the case'],
  join: ['以账户加入', 'joins with an account'],
  agree: ['同意调解', 'agrees to mediation'],
  refuse: ['不同意调解', 'refuses mediation'],
  acknowledge: ['已知悉权利义务并同意', 'knows the rights and duties, and consents'],
  choose: ['选择调解员', 'chooses a mediator'],
  name: ['指定调解员', 'names the mediator'],
  disclose: ['披露', 'discloses'],
  accept_mediator: ['接受调解员', 'accepts the mediator'],
  object: ['申请回避', 'asks for another mediator'],
  overrule: ['驳回回避申请', 'keeps the mediator'],
  replace: ['更换调解员', 'replaces the mediator'],
  recuse: ['自行回避', 'steps down'],
  begin: ['开始调解', 'opens the mediation'],
  state: ['陈述', 'states'],
  show: ['出示比对证据', 'shows a comparison'],
  hand_in: ['提交材料', 'hands in a document'],
  contest: ['对证据提出异议', 'contests evidence'],
  schedule: ['安排会谈', 'schedules a session'],
  record: ['会谈笔录', 'records a session'],
  propose: ['提出方案', 'proposes'],
  answer: ['答复方案', 'answers a proposal'],
  agree_extension: ['同意延长', 'agrees to more time'],
  draft: ['起草协议', 'drafts the agreement'],
  offer: ['提交签署', 'offers it for signing'],
  sign: ['签名', 'signs'],
  seal: ['加盖印章', 'sets the seal'],
  withdraw: ['撤回申请', 'withdraws'],
  leave: ['退出调解', 'leaves mediation'],
  fail: ['终结调解', 'ends it without agreement'],
  end_unanswered: ['因未答复终结', 'ends it unanswered'],
  ask_confirmation: ['申请司法确认', 'asks for judicial confirmation'],
  note_confirmation: ['登记司法确认结果', 'notes what the court decided'],
  perform: ['报告已履行', 'reports performance'],
  confirm_performance: ['确认已履行', 'confirms performance'],
  report_breach: ['报告未履行', 'reports a breach'],
  mend: ['报告已补救', 'reports it mended'],
  close: ['结案', 'closes the case'],
  reopen: ['重新启动', 'reopens the case'],
}
