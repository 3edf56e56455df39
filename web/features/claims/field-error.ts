import type { ClaimView } from '../../../src/domains/subsidies/contract.ts'
import { useMissingWords } from './words.ts'

/** What the server says is wrong with a field, once something stands in it. */
export function useFieldError(claim: ClaimView): (path: string, value: string) => string | null {
  const words = useMissingWords()
  return (path, value) => {
    const found = value === '' ? undefined : claim.missing.find((one) => one.path === path)
    return found ? words(found.message) : null
  }
}
