import { oneLine } from '../../../kernel/mail-line.ts'
import type { Language } from '../contract.ts'

const subjectLengthMax = 300

/** What each mail tells; the values are put in by `{{name}}`. */
export interface MailValues {
  sign_up: { link: string }
  sign_up_known: { link: string }
  password_reset: { link: string }
  password_reset_unknown: { link: string }
  email_change: { link: string }
  email_taken: Record<string, never>
  email_changed: { email: string }
  password_changed: { at: string }
  second_factor_changed: { at: string }
  invitation: { organisation: string; invitedBy: string; link: string }
  verification_decided: { organisation: string; outcome: 'accepted' | 'refused'; reason: string }
  mediation_invited: { number: string; applicant: string; dueOn: string; link: string }
  mediation_news: { number: string; link: string }
  takedown_notice: { number: string; platform: string; text: string; link: string }
}
export type MailKind = keyof MailValues

interface Words {
  subject: string
  body: string
}

const zhCN: Record<MailKind, Words> = {
  sign_up: {
    subject: '完成钤印的注册',
    body: '你好：\n\n打开下面的链接，填好姓名和密码，账户就开好了。链接一小时内有效，只能用一次。\n\n{{link}}\n\n如果不是你本人要注册，不用理会这封信，什么也不会发生。',
  },
  sign_up_known: {
    subject: '你已经有钤印账户',
    body: '你好：\n\n有人用这个邮箱注册钤印，而这个邮箱已经有账户了。如果是你本人，请直接登录；忘了密码，就打开下面的链接重设（一小时内有效，只能用一次）：\n\n{{link}}\n\n如果不是你本人，不用理会这封信。',
  },
  password_reset: {
    subject: '重设钤印密码',
    body: '你好：\n\n打开下面的链接，设一个新密码。链接一小时内有效，只能用一次；设好以后，所有设备都要重新登录。\n\n{{link}}\n\n如果不是你本人要重设，不用理会这封信，密码不会变。',
  },
  password_reset_unknown: {
    subject: '这个邮箱还没有钤印账户',
    body: '你好：\n\n有人要重设这个邮箱的钤印密码，而这个邮箱还没有账户。想注册的话，打开下面的链接；链接一小时内有效，只能用一次。\n\n{{link}}\n\n如果不是你本人，不用理会这封信。',
  },
  email_change: {
    subject: '确认新的邮箱',
    body: '你好：\n\n打开下面的链接，以后就用这个邮箱登录钤印。链接一小时内有效，只能用一次。\n\n{{link}}',
  },
  email_taken: {
    subject: '这个邮箱已经有钤印账户',
    body: '你好：\n\n有人想把另一个钤印账户的登录邮箱改成这个邮箱，而这个邮箱已经有账户了，所以什么也没有改。如果不是你本人，不用理会这封信。',
  },
  email_changed: {
    subject: '你的钤印登录邮箱已更改',
    body: '你好：\n\n你的钤印账户现在用 {{email}} 登录。如果不是你本人改的，请马上联系管理员。',
  },
  password_changed: {
    subject: '你的钤印密码已更改',
    body: '你好：\n\n你的钤印密码在 {{at}} 更改了，其他设备都已退出登录。如果不是你本人改的，请马上重设密码。',
  },
  second_factor_changed: {
    subject: '你的钤印登录保护有变化',
    body: '你好：\n\n你的钤印账户的两步验证（验证码、恢复码或通行密钥）在 {{at}} 有变化。如果不是你本人操作的，请马上重设密码并检查“登录与安全”页。',
  },
  invitation: {
    subject: '{{invitedBy}} 邀请你加入 {{organisation}}',
    body: '你好：\n\n{{invitedBy}} 邀请你在钤印加入“{{organisation}}”。打开下面的链接接受邀请；链接七天内有效，只能用一次。\n\n{{link}}',
  },
  verification_decided: {
    subject: '{{organisation}} 的资料核验有了结果',
    body: '你好：\n\n“{{organisation}}”的资料核验结果：{{outcome}}。\n\n核验人员的说明：\n{{reason}}',
  },
  mediation_invited: {
    subject: '邀请你参加人民调解（{{number}}）',
    body: '你好：\n\n{{applicant}} 就一起著作权纠纷申请人民调解，邀请你参加。人民调解不收费，双方自愿，内容保密；你可以同意，也可以拒绝，都不影响你去法院。\n\n打开下面的链接，看对方说了什么、有什么证据，然后答复。不需要注册账户。请在 {{dueOn}} 前答复。\n\n{{link}}\n\n这个链接只给你本人，请不要转发。',
  },
  mediation_news: {
    subject: '调解 {{number}} 有新进展',
    body: '你好：\n\n你参加的调解 {{number}} 有新进展，请打开下面的链接查看。为了保密，信里不写内容。\n\n{{link}}\n\n这个链接只给你本人，请不要转发。',
  },
  takedown_notice: {
    subject: '侵权通知 Notice of infringement {{number}}',
    body: '{{platform}}：\n\n{{text}}\n\n----\n请把本通知和下面的链接转给发布者。发布者可以用它提交反通知，不需要账户：\nPlease forward this notice and the link below to whoever put the material up. A counter-notice can be given by it, without an account:\n\n{{link}}',
  },
}

const en: Record<MailKind, Words> = {
  sign_up: {
    subject: 'Finish your Qianyin sign-up',
    body: 'Hello,\n\nOpen this link, give your name and a password, and your account is ready. It works once, within an hour.\n\n{{link}}\n\nIf you did not ask for this, ignore this mail; nothing will happen.',
  },
  sign_up_known: {
    subject: 'You already have a Qianyin account',
    body: 'Hello,\n\nSomebody signed up at Qianyin with this e-mail, which already has an account. If it was you, just sign in. If you forgot your password, choose a new one here (the link works once, within an hour):\n\n{{link}}\n\nIf it was not you, ignore this mail.',
  },
  password_reset: {
    subject: 'Reset your Qianyin password',
    body: 'Hello,\n\nOpen this link to choose a new password. It works once, within an hour; after that every device has to sign in again.\n\n{{link}}\n\nIf you did not ask for this, ignore this mail; your password stays.',
  },
  password_reset_unknown: {
    subject: 'This e-mail has no Qianyin account',
    body: 'Hello,\n\nSomebody asked to reset the Qianyin password of this e-mail, which has no account. To sign up, open this link; it works once, within an hour.\n\n{{link}}\n\nIf it was not you, ignore this mail.',
  },
  email_change: {
    subject: 'Confirm your new e-mail',
    body: 'Hello,\n\nOpen this link to sign in to Qianyin with this e-mail from now on. It works once, within an hour.\n\n{{link}}',
  },
  email_taken: {
    subject: 'This e-mail already has a Qianyin account',
    body: 'Hello,\n\nSomebody asked to sign in to another Qianyin account with this e-mail, which has an account already, so nothing was changed. If it was not you, ignore this mail.',
  },
  email_changed: {
    subject: 'Your Qianyin e-mail was changed',
    body: 'Hello,\n\nYour Qianyin account now signs in as {{email}}. If you did not change it, tell an administrator at once.',
  },
  password_changed: {
    subject: 'Your Qianyin password was changed',
    body: 'Hello,\n\nYour Qianyin password was changed at {{at}}, and your other devices were signed out. If it was not you, reset your password at once.',
  },
  second_factor_changed: {
    subject: 'Your Qianyin sign-in protection changed',
    body: 'Hello,\n\nThe second factor of your Qianyin account (authenticator, recovery codes or passkeys) changed at {{at}}. If it was not you, reset your password at once and look at “Sign-in and security”.',
  },
  invitation: {
    subject: '{{invitedBy}} invites you to {{organisation}}',
    body: 'Hello,\n\n{{invitedBy}} invites you to join “{{organisation}}” on Qianyin. Open this link to accept; it works once, within seven days.\n\n{{link}}',
  },
  verification_decided: {
    subject: 'The papers of {{organisation}} have been checked',
    body: 'Hello,\n\nThe result for “{{organisation}}”: {{outcome}}.\n\nWhat the officer wrote:\n{{reason}}',
  },
  mediation_invited: {
    subject: 'You are invited to mediation ({{number}})',
    body: 'Hello,\n\n{{applicant}} has asked the people’s mediation committee to mediate a copyright dispute with you. Mediation is free of charge, voluntary and confidential; you may agree or refuse, and either way you keep the right to go to court.\n\nOpen this link to read what is claimed and what is shown for it, and to answer. You need no account. Please answer by {{dueOn}}.\n\n{{link}}\n\nThe link is for you alone; please do not pass it on.',
  },
  mediation_news: {
    subject: 'News in mediation {{number}}',
    body: 'Hello,\n\nSomething has happened in mediation {{number}}. Open this link to read it; to keep it confidential, this mail does not say what.\n\n{{link}}\n\nThe link is for you alone; please do not pass it on.',
  },
  takedown_notice: {
    subject: 'Notice of infringement 侵权通知 {{number}}',
    body: '{{platform}},\n\n{{text}}\n\n----\nPlease forward this notice and the link below to whoever put the material up. A counter-notice can be given by it, without an account:\n请把本通知和下面的链接转给发布者。发布者可以用它提交反通知，不需要账户：\n\n{{link}}',
  },
}

const words: Record<Language, Record<MailKind, Words>> = { 'zh-CN': zhCN, en }
const outcomes: Record<Language, Record<string, string>> = {
  'zh-CN': { accepted: '通过', refused: '未通过' },
  en: { accepted: 'accepted', refused: 'not accepted' },
}

export function mailWords(kind: MailKind, language: Language, values: Readonly<Record<string, string>>): Words {
  const { subject, body } = words[language][kind]
  const shown: Record<string, string> = { ...values }
  if (shown.outcome) shown.outcome = outcomes[language][shown.outcome] ?? shown.outcome
  const fill = (text: string) => text.replace(/\{\{(\w+)\}\}/g, (_all, name: string) => shown[name] ?? '')
  return { subject: oneLine(fill(subject)).slice(0, subjectLengthMax), body: fill(body) }
}
