import type { Context } from '../../../ports/context.ts'
import { fileById } from '../../files/index.ts'
import { CALIBRATION } from '../calibration-data.ts'
import { Match } from '../contract.ts'
import { PICTURE_ALGORITHM } from '../pictures/fingerprint-picture.ts'
import { SOUND_ALGORITHM } from '../sound/fingerprint-sound.ts'
import { checkById } from '../store.ts'
import { TEXT_ALGORITHM } from '../text/text-codec.ts'
import { VIDEO_ALGORITHM } from '../video/fingerprint-video.ts'

const algorithms = {
  image: PICTURE_ALGORITHM,
  video: VIDEO_ALGORITHM,
  audio: SOUND_ALGORITHM,
  text: TEXT_ALGORITHM,
}

export interface Finding {
  checkId: string
  organisationId: string
  /** Milliseconds of Unix time. */
  finishedAt: number
  match: Match
  /** What compared, and what its confidence is fitted to. */
  algorithm: string
  copy: {
    name: string
    kind: Match['kind']
    mimeType: string
    sizeBytes: number
    sha256: string
    /** When the organisation handed it in, in milliseconds of Unix time. */
    receivedAt: number
    receivedBy: string
  }
}

/** One match of a finished check with the file that was checked, or null. Asks no permission: the caller has. */
export async function findingInFull(ctx: Pick<Context, 'db'>, checkId: string, index: number): Promise<Finding | null> {
  const check = await checkById(ctx.db, checkId)
  const match = check?.result?.[index]
  const found = check && (await fileById(ctx.db, check.fileId))
  if (!check || !match || check.finishedAt === null || !found?.file.sha256) return null
  const { file } = found
  return {
    checkId,
    organisationId: check.organisationId,
    finishedAt: check.finishedAt,
    match: Match.parse(match),
    algorithm: `${algorithms[file.kind]}, ${CALIBRATION.version}`,
    copy: {
      name: file.name,
      kind: file.kind,
      mimeType: file.mimeType,
      sizeBytes: file.sizeBytes,
      sha256: found.file.sha256 ?? '',
      receivedAt: file.createdAt,
      receivedBy: file.createdBy ?? check.organisationId,
    },
  }
}
