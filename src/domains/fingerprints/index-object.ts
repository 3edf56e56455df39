import type { MediaFingerprint } from '../../ports/media.ts'
import type { SearchIndex } from '../../ports/search-index.ts'
import { FEATURES_ALGORITHM } from './features/extract.ts'
import { frameEntries } from './hashes/frame-entries.ts'
import { pictureFeatureEntries } from './pictures/feature-candidates.ts'
import { PICTURE_ALGORITHM } from './pictures/fingerprint-picture.ts'
import { SOUND_ALGORITHM } from './sound/fingerprint-sound.ts'
import { soundEntries } from './sound/landmarks.ts'
import { textEntries } from './text/shingles.ts'
import { TEXT_ALGORITHM } from './text/text-codec.ts'
import { featureEntries } from './video/feature-candidates.ts'
import { VIDEO_ALGORITHM } from './video/fingerprint-video.ts'

/**
 * Names what `indexObject` adds, and of which algorithms: an index that was kept under another name is made again from the
 * database. The number in front changes when the same fingerprints give other entries.
 */
export const indexContents = [
  1,
  PICTURE_ALGORITHM,
  VIDEO_ALGORITHM,
  FEATURES_ALGORITHM,
  SOUND_ALGORITHM,
  TEXT_ALGORITHM,
].join(' ')

/** Everything that an object is found by goes into the index. The same object twice does no harm. */
export const indexObject = async (
  index: SearchIndex,
  objectKey: string,
  fingerprint: MediaFingerprint,
): Promise<void> => {
  await index.frames.add([frameEntries(objectKey, fingerprint)])
  const [features] = fingerprint.features ?? []
  if (fingerprint.kind === 'image' && features) {
    await index.features.add([pictureFeatureEntries(objectKey, features)])
  }
  if (fingerprint.sound) await index.sound.add([soundEntries(objectKey, fingerprint.sound)])
  if (fingerprint.text) await index.text.add([textEntries(objectKey, fingerprint.text)])
  if (fingerprint.kind === 'video' && fingerprint.features) {
    await index.features.add([featureEntries(objectKey, fingerprint.features)])
  }
}
