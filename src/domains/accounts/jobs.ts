import { sendMail } from './mail/mail.ts'

export const accountsJobs = { 'accounts.send-mail': sendMail }
