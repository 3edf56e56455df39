/** Time and chance come in from outside, so that tests can fix both. */
export interface Clock {
  /** Milliseconds since the Unix epoch, UTC. */
  nowMs(): number
}
