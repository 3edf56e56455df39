import { type Room, withinRooms } from './assess.ts'
import type { Reduction } from './contract.ts'

export interface WantedAmount {
  claimId: string
  wantedFen: number
  /** The scopes of its caps, without the pool. */
  rooms: readonly Room[]
}

export interface AllocatedAmount {
  amountFen: number
  reductions: Reduction[]
}

/**
 * Shares what is left of a pool among the claims of a window, in the order of their numbers. First each is cut to what its
 * caps leave after the claims before it. If the sum is more than the pool, everyone gets the same part of theirs, rounded down
 * to the fen; the fen that remain go one each to the largest remainders, and among equal ones to the lower number. So the pool is
 * paid out to the last fen, and nobody gets more than they were to get. `poolLeftFen` null is no pool.
 */
export function allocate(wanted: readonly WantedAmount[], poolLeftFen: number | null): Map<string, AllocatedAmount> {
  const usedHere = new Map<string, number>()
  const capped = wanted.map(({ claimId, wantedFen, rooms }) => {
    const now = rooms.map((room) => ({ ...room, leftFen: room.leftFen - (usedHere.get(room.scope) ?? 0) }))
    const within = withinRooms(wantedFen, now)
    for (const { scope } of rooms) usedHere.set(scope, (usedHere.get(scope) ?? 0) + within.amountFen)
    return { claimId, ...within }
  })
  const sum = capped.reduce((total, { amountFen }) => total + amountFen, 0)
  if (poolLeftFen === null || sum <= poolLeftFen) {
    return new Map(capped.map(({ claimId, amountFen, reductions }) => [claimId, { amountFen, reductions }]))
  }
  const pool = BigInt(Math.max(0, poolLeftFen))
  const parts = capped.map((one, order) => {
    const product = BigInt(one.amountFen) * pool
    return { ...one, order, partFen: Number(product / BigInt(sum)), remainder: product % BigInt(sum) }
  })
  let rest = Number(pool) - parts.reduce((total, { partFen }) => total + partFen, 0)
  for (const part of [...parts].sort((a, b) =>
    a.remainder === b.remainder ? a.order - b.order : a.remainder > b.remainder ? -1 : 1,
  )) {
    if (rest <= 0) break
    part.partFen++
    rest--
  }
  return new Map(
    parts.map(({ claimId, amountFen, partFen, reductions }) => {
      const byFen = amountFen - partFen
      const shared: Reduction[] =
        byFen > 0 ? [{ code: 'pro_rata', line: null, byFen, grounds: { poolFen: Number(pool), proposedFen: sum } }] : []
      return [claimId, { amountFen: partFen, reductions: [...reductions, ...shared] }]
    }),
  )
}
