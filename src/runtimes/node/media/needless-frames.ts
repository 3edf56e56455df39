import { AV_NOPTS_VALUE } from 'node-av/constants'
import type { CodecContext, Packet, Stream } from 'node-av/lib'
import type { Container } from './container.ts'

/** Near the end every frame is decoded, so that its last moment is known. */
const END_SECONDS = 1
const RATE_TOLERANCE = 0.01
/** Stamps are rounded: a frame this share of its length from a moment may be the one. */
const SLACK_SHARE = 0.08
/** A slower film has no frames to spare. */
const FRAMES_PER_SECOND_MIN = 20

/** Moments (k + phase) / perSecond seconds after an origin on the stream's clock; NaN: not known yet. */
export interface Moments {
  originSeconds: () => number
  perSecond: number
  phase: number
  /** Whether the last frame before each moment is looked at, or the first from it on. */
  looksAt: 'before' | 'after'
}

/** Also when it cannot be told. */
const hasMoment = (from: number, to: number, { perSecond, phase }: Moments): boolean =>
  !(Math.floor(to * perSecond - phase) <= Math.floor(from * perSecond - phase))

/**
 * Tells the decoder before each packet to leave out the frames that nobody looks at, where no other frame is built on them (FFmpeg's
 * `skip_frame=noref`), so that what is looked at is the same as without. Films whose frames do not come at one rate are decoded whole.
 */
export const skipNeedlessFrames = (
  container: Container,
  stream: Stream,
  moments: readonly Moments[],
): ((packet: Packet, decoder: CodecContext) => void) => {
  const { num, den } = stream.timeBase
  const rate = stream.avgFrameRate.toDouble()
  const steady = Math.abs(stream.rFrameRate.toDouble() / rate - 1) <= RATE_TOLERANCE
  const { durationSeconds } = container
  if (!(steady && rate >= FRAMES_PER_SECOND_MIN && durationSeconds > 0)) return () => undefined
  const startSeconds = Math.max(0, Number(container.format.startTime)) / 1e6
  const length = 1 / rate
  const slack = SLACK_SHARE * length
  let skipping = false
  return (packet, decoder) => {
    const stamp = packet.pts === AV_NOPTS_VALUE ? Number.NaN : (Number(packet.pts) * num) / den
    const needless =
      stamp < startSeconds + durationSeconds - END_SECONDS &&
      moments.every((every) => {
        const seconds = stamp - every.originSeconds()
        return every.looksAt === 'before'
          ? !hasMoment(seconds - slack, seconds + length + slack, every)
          : !hasMoment(seconds - length - slack, seconds + slack, every)
      })
    if (needless === skipping) return
    skipping = needless
    decoder.setOption('skip_frame', skipping ? 'noref' : 'default')
  }
}
