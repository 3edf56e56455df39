/** A single plain address: nothing in it can start another header, another recipient or another SMTP command. */
const plainAddress = /^[^\s\p{Cc}<>()[\]\\,;:"@]+@[^\s\p{Cc}<>()[\]\\,;:"@]+$/u

export const isPlainAddress = (text: string): boolean => text.length <= 254 && plainAddress.test(text)

/** Text that must stay within one header: control characters, line breaks among them, become spaces. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
