/**
 * Upper end of the one-sided 95 % interval of Clopper and Pearson (Biometrika 26, 1934) for `wrong` of `tries`, as a share. With none
 * wrong it is 1 − 0.05^(1/n), the rule of three: about 3 / n.
 */
export const clopperPearsonUpper = (wrong: number, tries: number): number => {
  if (tries === 0 || wrong >= tries) return 1
  const logTail = (p: number): number => {
    let log = tries * Math.log1p(-p)
    let sum = Math.exp(log)
    for (let i = 0; i < wrong; i++) {
      log += Math.log(((tries - i) / (i + 1)) * p) - Math.log1p(-p)
      sum += Math.exp(log)
    }
    return sum
  }
  let low = wrong / tries
  let high = 1
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2
    if (logTail(middle) > 0.05) low = middle
    else high = middle
  }
  return high
}

/** Lower end of the same interval for `right` of `tries`: what is not right is wrong. */
export const clopperPearsonLower = (right: number, tries: number): number =>
  1 - clopperPearsonUpper(tries - right, tries)
