import type { FileView } from '../files/contract.ts'
import type { CheckView, Match } from './contract.ts'

/** A frame this far outside a matched segment may still be shown: ends are not exact to the frame. */
const endToleranceSeconds = 0.5

/** Whether the copy shows this moment of the work anyway. Pictures have one moment; who was heard or read was not seen. */
export const frameIsWithinMatch = (match: Pick<Match, 'kind' | 'segments'>, atSeconds: number): boolean =>
  (match.kind === 'image' && atSeconds === 0) ||
  (match.kind === 'video' &&
    match.segments.some(
      ({ workStart, workEnd }) =>
        atSeconds >= workStart - endToleranceSeconds && atSeconds <= workEnd + endToleranceSeconds,
    ))

/** A check that waits for what will never come has failed. */
export const checkState = (
  stored: CheckView['state'],
  file: FileView['state'],
  jobIsDead: boolean,
): CheckView['state'] =>
  stored === 'waiting' && (file === 'refused' || file === 'failed' || jobIsDead) ? 'failed' : stored
