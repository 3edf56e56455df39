/** What moves both sides together: two locked players, or a book of still frames. Times are seconds of the copy. */
export interface CompareClock {
  time: number
  /** The segment under the clock; null between segments. */
  segment: number | null
  isPlaying: boolean
  seek: (queryTime: number, preferredSegment?: number) => void
  play: () => void
  pause: () => void
}
