/** Whole numbers as sorted, disjoint pairs of ends that both belong: [1, 3, 7, 7] is 1 to 3 and 7. An end may be infinite. */
export type Intervals = readonly number[]

/** The union of pairs in any order. */
export function union(pairs: readonly (readonly [number, number])[]): Intervals {
  const out: number[] = []
  for (const [start, end] of [...pairs].sort((a, b) => a[0] - b[0])) {
    const last = out.length - 1
    if (last > 0 && start <= (out[last] ?? 0) + 1) out[last] = Math.max(out[last] ?? 0, end)
    else if (start <= end) out.push(start, end)
  }
  return out
}

export function intersect(a: Intervals, b: Intervals): Intervals {
  const out: number[] = []
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [aEnd, bEnd] = [a[i + 1] ?? 0, b[j + 1] ?? 0]
    const start = Math.max(a[i] ?? 0, b[j] ?? 0)
    const end = Math.min(aEnd, bEnd)
    if (start <= end) out.push(start, end)
    if (aEnd <= bEnd) i += 2
    else j += 2
  }
  return out
}

/** What is in `a` and not in `b`. */
export function subtract(a: Intervals, b: Intervals): Intervals {
  const gaps: number[] = []
  let from = Number.NEGATIVE_INFINITY
  for (let j = 0; j < b.length; j += 2) {
    const before = (b[j] ?? 0) - 1
    if (from <= before && before !== Number.NEGATIVE_INFINITY) gaps.push(from, before)
    from = (b[j + 1] ?? 0) + 1
  }
  if (from !== Number.POSITIVE_INFINITY) gaps.push(from, Number.POSITIVE_INFINITY)
  return intersect(a, gaps)
}
