import { findObject, type ObjectTable, objectCount, objectKeyAt } from './object-table.ts'

/** Entries that change no more. `dead[n]` is 1 once object n was removed or replaced. */
export interface Part<I extends ObjectTable> {
  image: I
  dead: Uint8Array
  deadEntries: number
  /** Part was frozen from the tail and waits to be built. */
  waiting: boolean
}

/** The newest entries of an index, which still grow. */
export interface Tail<E, I> {
  /** False when the object does not fit any more. */
  add(entry: E): boolean
  readonly entries: number
  freeze(): I
}

/** The images to be joined, with their dead objects at this time. */
export type Sources<I> = readonly { image: I; dead: Uint8Array }[]

/**
 * Makes one image of several. Calls `done` or `failed` once, now or later: the work may be done in another thread, which needs
 * no copies, as everything in an image is shared memory that changes no more.
 */
export type Join<S, I> = (sources: S, done: (image: I) => void, failed: () => void) => void

export interface LogStructuredOptions<E, I extends ObjectTable> {
  sizeOf(entry: E): number
  entriesOf(image: I): number
  tail(sizeMin: number): Tail<E, I>
  /** Joins the living entries of several parts. */
  join: Join<Sources<I>, I>
  entriesMax: number
}

const TAIL_MAX = 65_536

/**
 * Parts that double in size, newest entries apart: a log-structured merge tree (O'Neil, Cheng, Gawlick, O'Neil, 1996).
 * While parts are joined the old ones answer, so that neither adding nor searching waits for it.
 */
export const createLogStructured = <E extends { objectKey: string }, I extends ObjectTable>(
  options: LogStructuredOptions<E, I>,
) => {
  let parts: Part<I>[] = []
  let tail = options.tail(0)
  let tailKeys: (string | null)[] = []
  let tailCounts: number[] = []
  let tailObjects = new Map<string, number>()
  let tailDead = 0
  let joining = false
  /** Keys that left the parts being joined meanwhile. */
  let leftMeanwhile: string[] = []

  const partOf = (image: I, waiting: boolean): Part<I> => ({
    image,
    dead: new Uint8Array(objectCount(image)),
    deadEntries: 0,
    waiting,
  })

  const kill = (part: Part<I>, object: number): void => {
    if (part.dead[object] !== 0) return
    part.dead[object] = 1
    part.deadEntries += (part.image.starts[object + 1] ?? 0) - (part.image.starts[object] ?? 0)
  }

  const dropFromPart = (part: Part<I>, key: string): boolean => {
    const object = findObject(part.image, key)
    if (object < 0 || part.dead[object] !== 0) return false
    kill(part, object)
    return true
  }

  const drop = (key: string): void => {
    const object = tailObjects.get(key)
    if (object !== undefined) {
      tailObjects.delete(key)
      tailKeys[object] = null
      tailDead += tailCounts[object] ?? 0
      return
    }
    if (parts.some((part) => dropFromPart(part, key)) && joining) leftMeanwhile.push(key)
  }

  const freeze = (): void => {
    if (tailKeys.length === 0) return
    const part = partOf(tail.freeze(), true)
    tailKeys.forEach((key, object) => {
      if (key === null) kill(part, object)
    })
    parts.push(part)
    tailKeys = []
    tailCounts = []
    tailObjects = new Map()
    tailDead = 0
    tail = options.tail(0)
  }

  const living = ({ image, deadEntries }: Part<I>): number => options.entriesOf(image) - deadEntries

  /** The parts to be joined next: all that wait, and those before them that are not much larger. */
  const nextJoin = (): { from: number; to: number } | undefined => {
    const wasteful = parts.findIndex(
      (part) => part.deadEntries > TAIL_MAX / 4 && 2 * part.deadEntries > options.entriesOf(part.image),
    )
    const firstWaiting = parts.findIndex(({ waiting }) => waiting)
    if (firstWaiting < 0) return wasteful < 0 ? undefined : { from: wasteful, to: wasteful + 1 }
    let to = firstWaiting
    let size = 0
    while (to < parts.length) {
      const part = parts[to]
      if (!part || (to > firstWaiting && size + living(part) > options.entriesMax)) break
      size += living(part)
      to++
    }
    let from = firstWaiting
    for (let part = parts[from - 1]; part; part = parts[from - 1]) {
      if (living(part) > 2 * size || size + living(part) > options.entriesMax) break
      size += living(part)
      from--
    }
    return { from, to }
  }

  const settle = (): void => {
    if (joining) return
    if (tail.entries >= TAIL_MAX) freeze()
    const join = nextJoin()
    if (!join) return
    joining = true
    leftMeanwhile = []
    const joined = parts.slice(join.from, join.to)
    options.join(
      joined.map(({ image, dead }) => ({ image, dead: dead.slice() })),
      (image) => {
        const part = partOf(image, false)
        for (const key of leftMeanwhile) dropFromPart(part, key)
        const at = parts.indexOf(joined[0] as Part<I>)
        joining = false
        // Everything was replaced meanwhile.
        if (at < 0) return settle()
        parts = [...parts.slice(0, at), part, ...parts.slice(at + joined.length)].filter(
          ({ image: { starts } }) => starts.length > 1,
        )
        settle()
      },
      // What waits is compared code by code meanwhile; the next change tries again.
      () => {
        joining = false
      },
    )
  }

  const add = (entries: readonly E[]): void => {
    for (const entry of entries) {
      drop(entry.objectKey)
      if (!tail.add(entry)) {
        freeze()
        tail = options.tail(options.sizeOf(entry))
        tail.add(entry)
      }
      tailObjects.set(entry.objectKey, tailKeys.push(entry.objectKey) - 1)
      tailCounts.push(options.sizeOf(entry))
    }
    settle()
  }

  const remove = (objectKeys: readonly string[]): void => {
    for (const key of objectKeys) drop(key)
    settle()
  }

  /** All images with their dead objects of now, the tail last. */
  const snapshot = (): Sources<I> => [
    ...parts.map(({ image, dead }) => ({ image, dead: dead.slice() })),
    ...(tailKeys.length > 0
      ? [{ image: tail.freeze(), dead: Uint8Array.from(tailKeys, (key) => (key === null ? 1 : 0)) }]
      : []),
  ]

  /** Replaces everything. */
  const restore = (sources: Sources<I>, waits: (image: I) => boolean): void => {
    tailKeys = []
    tailCounts = []
    tailObjects = new Map()
    tailDead = 0
    tail = options.tail(0)
    parts = sources.map(({ image, dead }) => {
      const part = partOf(image, waits(image))
      dead.forEach((flag, object) => {
        if (flag !== 0) kill(part, object)
      })
      return part
    })
    settle()
  }

  return {
    add,
    remove,
    snapshot,
    restore,
    parts: (): readonly Part<I>[] => parts,
    tail: () => tail,
    /** Null when the object has been removed. */
    tailKey: (object: number): string | null => tailKeys[object] ?? null,
    partKey: (part: Part<I>, object: number): string | null =>
      part.dead[object] === 0 ? objectKeyAt(part.image, object) : null,
    objects: (): number =>
      parts.reduce(
        (sum, { dead }) => sum + dead.reduce((alive, flag) => alive + (flag === 0 ? 1 : 0), 0),
        tailObjects.size,
      ),
    entries: (): number => parts.reduce((sum, part) => sum + living(part), tail.entries - tailDead),
  }
}
