/** Things drawn over copies: writing, logos, frames. Drawn as shapes, so that no font of the machine matters. */

const box = (x: number, y: number, width: number, height: number, fill: string): string =>
  `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${width.toFixed(1)}" height="${height.toFixed(1)}" fill="${fill}"/>`

/** Strokes that look like a line of Chinese characters of `size` pixels from (x, y). */
export const writing = (
  random: () => number,
  line: { x: number; y: number; size: number; characters: number; fill?: string },
): string => {
  const { x, y, size, characters, fill = '#fff' } = line
  let strokes = ''
  for (let i = 0; i < characters; i++) {
    const left = x + i * size * 1.1
    for (let stroke = 0; stroke < 7; stroke++) {
      const across = random() < 0.55
      const long = size * (0.35 + random() * 0.5)
      const thin = Math.max(1, size * 0.09)
      const at = [
        left + random() * (size - (across ? long : thin)),
        y + random() * (size - (across ? thin : long)),
      ] as const
      strokes += box(at[0], at[1], across ? long : thin, across ? thin : long, fill)
    }
  }
  return strokes
}

export const svg = (width: number, height: number, body: string): Buffer =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${body}</svg>`)

/** Two lines of subtitles with dark edges in the lowest fifth. */
export const subtitles = (width: number, height: number, random: () => number): Buffer => {
  const size = height * 0.075
  const characters = Math.max(4, Math.min(18, Math.floor((width * 0.8) / (size * 1.1))))
  const x = (width - characters * size * 1.1) / 2
  const line = (y: number): string =>
    `<g stroke="#000" stroke-width="${(size * 0.05).toFixed(1)}" paint-order="stroke">${writing(random, { x, y, size, characters })}</g>`
  return svg(width, height, line(height * 0.81) + line(height * 0.905))
}

/** An opaque bar with writing over the lowest `share` of the picture. */
export const bar = (width: number, height: number, share: number, random: () => number): Buffer => {
  const size = height * share * 0.5
  const y = height * (1 - share)
  const characters = Math.max(2, Math.floor((width * 0.9) / (size * 1.1)))
  return svg(
    width,
    height,
    box(0, y, width, height * share + 1, '#101018') +
      writing(random, { x: width * 0.05, y: y + size * 0.5, size, characters, fill: '#ffe14d' }),
  )
}

/** Stripes of a few pixels and a pale spot of light, as a camera sees them on a screen; the rest is clear. */
export const screenGlare = (width: number, height: number, random: () => number): Buffer => {
  const period = 3.3 + random() * 1.5
  const slant = 0.1 + random() * 0.25
  const stops =
    '<stop offset="0" stop-color="#000" stop-opacity="0.08"/><stop offset="1" stop-color="#fff" stop-opacity="0.08"/>'
  const defs =
    `<linearGradient id="s" gradientUnits="userSpaceOnUse" spreadMethod="reflect" x2="${(period / 2).toFixed(3)}" y2="${(slant * (period / 2)).toFixed(3)}">${stops}</linearGradient>` +
    '<radialGradient id="g" cx="0.7" cy="0.25" r="0.3"><stop offset="0" stop-color="#fff" stop-opacity="0.18"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient>'
  return svg(
    width,
    height,
    `<defs>${defs}</defs>${box(0, 0, width, height, 'url(#s)')}${box(0, 0, width, height, 'url(#g)')}`,
  )
}

/** A round logo with writing in a corner; `share` of the shorter side. */
export const logo = (width: number, height: number, share: number, random: () => number): Buffer => {
  const side = Math.min(width, height) * share
  const margin = Math.min(width, height) * 0.03
  const x = random() < 0.5 ? margin : width - side - margin
  const y = random() < 0.5 ? margin : height - side - margin
  const colour = `hsl(${Math.floor(random() * 360)} 80% 45%)`
  return svg(
    width,
    height,
    `<circle cx="${x + side / 2}" cy="${y + side / 2}" r="${side / 2}" fill="${colour}"/>${writing(random, { x: x + side * 0.22, y: y + side * 0.37, size: side * 0.26, characters: 2 })}`,
  )
}

/** Round stickers and a heart of about 4 % of the picture each, away from the very middle. */
export const stickers = (width: number, height: number, random: () => number): Buffer => {
  const radius = Math.sqrt((width * height * 0.04) / Math.PI)
  let shapes = ''
  for (const [cx, cy] of [
    [0.2, 0.25],
    [0.8, 0.3],
    [0.25, 0.78],
    [0.75, 0.75],
  ] as const) {
    const x = width * (cx + (random() - 0.5) * 0.1)
    const y = height * (cy + (random() - 0.5) * 0.1)
    shapes += `<circle cx="${x}" cy="${y}" r="${radius}" fill="hsl(${Math.floor(random() * 360)} 90% 60%)" stroke="#fff" stroke-width="${radius / 8}"/>`
    shapes += `<circle cx="${x - radius / 3}" cy="${y - radius / 4}" r="${radius / 7}" fill="#222"/><circle cx="${x + radius / 3}" cy="${y - radius / 4}" r="${radius / 7}" fill="#222"/>`
  }
  return svg(width, height, shapes)
}

/** A web page around a hole for the picture. */
export const page = (width: number, height: number, random: () => number): Buffer => {
  let body = box(0, 0, width, height, '#f7f7f9') + box(0, 0, width, 56, '#fff') + box(24, 16, 110, 24, '#d33')
  for (let i = 0; i < 5; i++) body += box(200 + i * 120, 22, 80, 12, '#999')
  for (let y = 100; y < height - 20; y += 26) {
    body += box(width * 0.74, y, width * (0.12 + random() * 0.1), 10, '#bbb')
  }
  body += writing(random, { x: 32, y: 78, size: 26, characters: 16, fill: '#222' })
  for (let y = height * 0.86; y < height - 16; y += 22) {
    body += box(32, y, width * (0.45 + random() * 0.2), 9, '#888')
  }
  return svg(width, height, body)
}

/** The screen of a phone: status line, a caption, and buttons at the right as short-video apps have them. */
export const phone = (width: number, height: number, random: () => number): Buffer => {
  let body = box(0, 0, width, height, '#000')
  body += writing(random, { x: 24, y: 12, size: 18, characters: 4 }) + box(width - 60, 16, 36, 14, '#fff')
  body += writing(random, { x: 24, y: height - 150, size: 22, characters: 10 })
  body += writing(random, { x: 24, y: height - 110, size: 22, characters: 14 })
  for (let i = 0; i < 4; i++) body += `<circle cx="${width - 40}" cy="${height * 0.5 + i * 80}" r="24" fill="#555"/>`
  return svg(width, height, body)
}
