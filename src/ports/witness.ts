/** Somebody on another machine who cosigns the checkpoints that go on from the last one (c2sp.org/tlog-witness). */
export interface Witness {
  /** As c2sp.org/signed-note writes it, of the algorithm 0x04. */
  key: string
  /** Where `add-checkpoint` is under. */
  url: string
}

export interface Witnesses {
  members: readonly Witness[]
  /** So many of them make a checkpoint count as seen; 0 where there are none. */
  quorum: number
}
