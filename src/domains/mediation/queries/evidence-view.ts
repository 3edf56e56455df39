import type { EvidenceView } from '../contract.ts'
import type { Entry, ShownCheck } from '../facts.ts'

/**
 * Below this a match is no ground to accuse anybody by. Confidence is calibrated (docs/matching.md): of matches with so much evidence,
 * nine in ten were right when it was measured.
 */
export const confidenceThreshold = 0.9

/** What was shown, each with what the other side says of it. `entries` are those that the reader may see. */
export function evidenceViews(entries: readonly Entry[]): EvidenceView[] {
  return entries.flatMap(({ revision, seat, atMs, act }) => {
    if (act.move !== 'show') return []
    const contests = entries.flatMap((one) => {
      if (one.act.move !== 'contest' || one.act.evidence !== revision) return []
      const { segment, ground, statement, registrationNumber } = one.act
      return [{ revision: one.revision, segment, ground, statement, registrationNumber: registrationNumber ?? null }]
    })
    return [
      {
        revision,
        seat,
        check: checkOf(act, new Date(atMs).toISOString()),
        threshold: confidenceThreshold,
        isBelowThreshold: act.found.confidence < confidenceThreshold,
        contests,
      },
    ]
  })
}

/** In the shape of a check, so that the same comparison shows it. Its id and file stay with whoever made it. */
function checkOf(shown: ShownCheck, at: string): EvidenceView['check'] {
  const { name, mimeType, sizeBytes, sha256, widthPixels, heightPixels, durationSeconds, found } = shown
  return {
    id: 'shown',
    state: 'done',
    progress: 1,
    step: 'matching',
    file: {
      id: 'shown',
      name,
      kind: found.kind,
      mimeType,
      sizeBytes,
      state: 'ready',
      progress: 1,
      refusal: null,
      sha256,
      sm3: null,
      widthPixels,
      heightPixels,
      durationSeconds,
      hasPoster: false,
      createdAt: at,
    },
    createdAt: at,
    finishedAt: at,
    matches: [{ ...found, ownWork: false }],
  }
}
