import type { MediaFingerprint } from '../../ports/media.ts'
import type { SearchIndex } from '../../ports/search-index.ts'
import { frameEntries } from './hashes/frame-entries.ts'
import { pictureFeatureEntries } from './pictures/feature-candidates.ts'
import { soundEntries } from './sound/landmarks.ts'
import { textEntries } from './text/shingles.ts'
import { featureEntries } from './video/feature-candidates.ts'

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
