export interface Mail {
  recipient: string
  subject: string
  /** Plain text. */
  body: string
}

export interface MailPort {
  /** True on a development machine: mail is kept to be looked at, and goes nowhere. */
  keepsOutbox: boolean
  /** Hands a mail to the mail server, which has taken it when this resolves. Throws Unavailable `mail_unavailable`. */
  send(mail: Mail): Promise<void>
}
