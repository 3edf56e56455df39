/** D1 takes 100 bound parameters a statement; 90 leaves room for a few fixed ones. */
export const boundParametersMax = 90

/** Cuts `items` so that each piece binds at most 90 parameters when one item binds `parametersEach`. */
export function chunk<T>(items: readonly T[], parametersEach = 1): T[][] {
  const size = Math.max(1, Math.floor(boundParametersMax / parametersEach))
  const pieces: T[][] = []
  for (let start = 0; start < items.length; start += size) pieces.push(items.slice(start, start + size))
  return pieces
}
