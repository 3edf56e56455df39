const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** The check character of ISO 7064 Mod 37,36 of letters and digits. */
function checkCharacter(text: string): string {
  let check = 36
  for (const character of text) {
    check = (check + alphabet.indexOf(character)) % 36 || 36
    check = (check * 2) % 37
  }
  return alphabet.charAt((37 - check) % 36)
}

const eidr = /(?:10\.5240\/:?|EIDR-[SX]:)((?:[0-9A-F]{4}-){5})([0-9A-Z])(?=:|$)/

/** Whether an EIDR, in any of the forms that Avails write it in, has twenty hexadecimal digits and their check character. */
export function isEidr(text: string): boolean {
  const [, digits = '', check] = eidr.exec(text.toUpperCase()) ?? []
  return check !== undefined && checkCharacter(digits.replaceAll('-', '')) === check
}

/** Whether an ISAN (ISO 15706) has 16 hexadecimal digits, 8 more for a version, and a check character after each that is written. */
export function isIsan(text: string): boolean {
  const plain = text
    .toUpperCase()
    .replace(/^ISAN\s*/, '')
    .replaceAll('-', '')
    .replaceAll(' ', '')
  const [, root = '', rootCheck, version, versionCheck] =
    /^([0-9A-F]{16})([0-9A-Z])(?:([0-9A-F]{8})([0-9A-Z]))?$/.exec(plain) ?? []
  if (rootCheck === undefined || checkCharacter(root) !== rootCheck) return false
  return version === undefined || checkCharacter(root + version) === versionCheck
}
