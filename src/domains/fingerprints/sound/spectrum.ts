/**
 * Power spectra of real windows of `size` samples, a power of two: a complex transform of half the length (Cooley and Tukey,
 * 1965) on the even and odd samples, unravelled. Under a Hann window. `power` answers size / 2 values, bin k at k / size
 * of the sample rate, in memory that the next call overwrites.
 */
export const createSpectrum = (size: number) => {
  const half = size / 2
  const window = new Float32Array(size)
  for (let i = 0; i < size; i++) window[i] = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size)
  const cosines = new Float32Array(half)
  const sines = new Float32Array(half)
  for (let i = 0; i < half; i++) {
    cosines[i] = Math.cos((2 * Math.PI * i) / size)
    sines[i] = -Math.sin((2 * Math.PI * i) / size)
  }
  const bits = Math.log2(half)
  const reversed = new Uint16Array(half)
  for (let i = 0; i < half; i++) {
    let turned = 0
    for (let bit = 0; bit < bits; bit++) turned |= ((i >> bit) & 1) << (bits - 1 - bit)
    reversed[i] = turned
  }
  const re = new Float32Array(half)
  const im = new Float32Array(half)
  const out = new Float32Array(half)

  const transform = (): void => {
    for (let span = 1; span < half; span <<= 1) {
      const step = half / span
      for (let start = 0; start < half; start += 2 * span) {
        for (let k = 0; k < span; k++) {
          const c = cosines[k * step] as number
          const s = sines[k * step] as number
          const a = start + k
          const b = a + span
          const reB = re[b] as number
          const imB = im[b] as number
          const turnedRe = reB * c - imB * s
          const turnedIm = reB * s + imB * c
          const reA = re[a] as number
          const imA = im[a] as number
          re[b] = reA - turnedRe
          im[b] = imA - turnedIm
          re[a] = reA + turnedRe
          im[a] = imA + turnedIm
        }
      }
    }
  }

  /** `samples` holds a window from `at` on. */
  const power = (samples: Float32Array, at: number): Float32Array => {
    for (let i = 0; i < half; i++) {
      const place = reversed[i] as number
      re[place] = (samples[at + 2 * i] as number) * (window[2 * i] as number)
      im[place] = (samples[at + 2 * i + 1] as number) * (window[2 * i + 1] as number)
    }
    transform()
    out[0] = ((re[0] as number) + (im[0] as number)) ** 2
    for (let k = 1; k < half; k++) {
      const reA = re[k] as number
      const imA = im[k] as number
      const reB = re[half - k] as number
      const imB = im[half - k] as number
      const evenRe = 0.5 * (reA + reB)
      const evenIm = 0.5 * (imA - imB)
      const oddRe = 0.5 * (imA + imB)
      const oddIm = 0.5 * (reB - reA)
      const c = cosines[k] as number
      const s = sines[k] as number
      const realPart = evenRe + oddRe * c - oddIm * s
      const imaginaryPart = evenIm + oddRe * s + oddIm * c
      out[k] = realPart * realPart + imaginaryPart * imaginaryPart
    }
    return out
  }
  return { power }
}
