/**
 * The number of the `serial`th certificate of a registered work: that of the work, the serial, and two check digits by ISO/IEC 7064
 * MOD 97-10 (letters count as in IBAN: A is 10). QY-2026-00000001, 1 → QYC-2026-00000001-01-44.
 */
export function certificateNumber(registrationNumber: string, serial: number): string {
  const body = `${registrationNumber.replace(/^QY-/, 'QYC-')}-${String(serial).padStart(2, '0')}`
  return `${body}-${String(98 - remainder(`${body}00`)).padStart(2, '0')}`
}

/** Whether the number is written as ours are and its check digits fit: no digit was mistyped. */
export const isCertificateNumber = (number: string): boolean =>
  /^QYC-\d{4}-\d{8}-\d{2,4}-\d{2}$/.test(number) && remainder(number) === 1

function remainder(text: string): number {
  let rest = 0
  for (const character of text.replaceAll('-', '')) {
    const value = Number.parseInt(character, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest
}
