/**
 * Fingerprinting a 1080p H.264 file against plain FFmpeg decoding of the same file with the same threads, both in this
 * process through node-av. `node bench/hash.ts [FILE]`; without a file it makes one of moving shapes.
 */
import { MEDIA_LIMITS } from '../src/ports/media.ts'
import { openContainer } from '../src/runtimes/node/media/container.ts'
import { decodeTracks } from '../src/runtimes/node/media/decode.ts'
import { fingerprint, inspect } from '../src/runtimes/node/media/media-work.ts'
import { editVideo, freshPath, makeVideo, temporaryDirectory } from '../test/kit/media.ts'

const SECONDS = 20
const ROUNDS = 3

const plainDecode = async (path: string, threads: number): Promise<number> => {
  const container = await openContainer(path)
  const start = performance.now()
  let frames = 0
  if (!container.video) throw new Error('no video stream')
  const track = {
    stream: container.video,
    threads,
    onFrame: () => {
      frames++
      return true
    },
  }
  decodeTracks(container, [track], { pixelsMax: MEDIA_LIMITS.pixelsMax })
  const ms = performance.now() - start
  container.close()
  if (frames === 0) throw new Error('nothing decoded')
  return ms
}

const hash = async (path: string, threads: number): Promise<number> => {
  const start = performance.now()
  await fingerprint(path, { limits: MEDIA_LIMITS, threads, onProgress: () => undefined })
  return performance.now() - start
}

const temporary = await temporaryDirectory()
let path = process.argv[2]
if (path === undefined) {
  const small = freshPath(temporary.path, 'mp4')
  path = freshPath(temporary.path, 'mp4')
  makeVideo(small, { seed: 7, width: 320, height: 180, frameRate: 30, durationSeconds: SECONDS, shotSeconds: 4 })
  editVideo(small, path, { filters: 'scale=1920:1080:flags=bicubic,noise=alls=5:allf=t' })
}
const facts = await inspect(path, MEDIA_LIMITS)
const { videoCodec, widthPixels, heightPixels, durationSeconds = 0, sizeBytes } = facts
console.log(
  `${videoCodec} ${widthPixels} × ${heightPixels}, ${durationSeconds.toFixed(1)} s, ${((sizeBytes * 8) / durationSeconds / 1e6).toFixed(1)} Mbit/s`,
)
for (const threads of [1, 2]) {
  const plain: number[] = []
  const hashed: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    plain.push(await plainDecode(path, threads))
    hashed.push(await hash(path, threads))
  }
  const [decodeMs, hashMs] = [Math.min(...plain), Math.min(...hashed)]
  console.log(
    `threads ${threads}: plain decode ${decodeMs.toFixed(0)} ms, fingerprint ${hashMs.toFixed(0)} ms, ratio ${(hashMs / decodeMs).toFixed(2)}, ${((durationSeconds * 1000) / hashMs).toFixed(0)} × real time (best of ${ROUNDS})`,
  )
}
await temporary.remove()
