import sharp, { type OverlayOptions, type Sharp } from 'sharp'
import { bar, logo, page, phone, svg, writing } from './drawn.ts'
import { type Copy, type Edit, type EditContext, pick, wholePiece } from './edit.ts'
import { photographScreen } from './photographed.ts'

const SIDE_MAX = 1280

interface Canvas {
  image: Buffer
  width: number
  height: number
  random: () => number
}

type Change = (canvas: Canvas, context: EditContext) => Sharp | Promise<Sharp | { image: Sharp; also: string[] }>

const load = async (path: string): Promise<{ image: Buffer; width: number; height: number }> => {
  const { data, info } = await sharp(path, { limitInputPixels: false, pages: 1 })
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .resize(SIDE_MAX, SIDE_MAX, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .png({ compressionLevel: 0 })
    .toBuffer({ resolveWithObject: true })
  return { image: data, width: info.width, height: info.height }
}

/** sharp keeps one resize and one extract a pipeline; what is drawn here goes through a buffer. */
const again = async (image: Sharp): Promise<Sharp> => sharp(await image.png({ compressionLevel: 0 }).toBuffer())

const cut = (c: Canvas, left: number, top: number, width: number, height: number): Sharp =>
  sharp(c.image).extract({
    left: Math.round(left * c.width),
    top: Math.round(top * c.height),
    width: Math.max(1, Math.floor(width * c.width)),
    height: Math.max(1, Math.floor(height * c.height)),
  })

const centre = (c: Canvas, keep: number): Sharp => cut(c, (1 - keep) / 2, (1 - keep) / 2, keep, keep)

const corner = (c: Canvas, keep: number): Sharp => {
  const left = c.random() < 0.5 ? 0 : 1 - keep
  return cut(c, left, c.random() < 0.5 ? 0 : 1 - keep, keep, keep)
}

/** Turns by any angle and cuts away the black corners, as people do. */
const turn = async (c: Canvas, degrees: number): Promise<Sharp> => {
  const angle = (Math.abs(degrees) * Math.PI) / 180
  const long = Math.max(c.width, c.height)
  const short = Math.min(c.width, c.height)
  const scale = short / (long * Math.sin(angle) + short * Math.cos(angle))
  const turned = await again(sharp(c.image).rotate(degrees, { background: '#000' }))
  const { width, height } = await turned.metadata()
  const [w, h] = [Math.floor(c.width * scale), Math.floor(c.height * scale)]
  return turned.extract({ left: Math.floor((width - w) / 2), top: Math.floor((height - h) / 2), width: w, height: h })
}

const onto = async (c: Canvas, ratio: number, background: 'black' | 'blur'): Promise<Sharp> => {
  const wide = c.width / c.height > ratio
  const width = wide ? c.width : Math.round(c.height * ratio)
  const height = wide ? Math.round(c.width / ratio) : c.height
  const base =
    background === 'blur'
      ? sharp(c.image)
          .resize(width, height, { fit: 'cover' })
          .blur(Math.max(4, width / 40))
          .modulate({ brightness: 0.8 })
      : sharp({ create: { width, height, channels: 3, background: '#000' } })
  return (await again(base)).composite([{ input: c.image }])
}

const draw = (c: Canvas, ...layers: Buffer[]): Sharp =>
  sharp(c.image).composite(layers.map((input): OverlayOptions => ({ input, left: 0, top: 0 })))

const inset = async (c: Canvas, context: EditContext, share: number) => {
  const other = pick(context.others, c.random)
  const below = await load(other.path)
  const width = Math.round(c.width * share)
  const height = Math.round(c.height * share)
  const base = await again(sharp(below.image).resize(c.width, c.height, { fit: 'cover' }))
  const small = await sharp(c.image).resize(width, height, { fit: 'fill' }).toBuffer()
  const left = Math.round((c.width - width) * c.random())
  const top = Math.round((c.height - height) * c.random())
  return { image: base.composite([{ input: small, left, top }]), also: [other.key] }
}

const collage = async (c: Canvas, context: EditContext) => {
  const side = 480
  const others = [0, 1, 2].map(() => pick(context.others, c.random))
  const place = Math.floor(c.random() * 4)
  const paths = others.map(({ path }) => path)
  paths.splice(place, 0, context.source.path)
  const tiles = await Promise.all(
    paths.map(async (path, i) => ({
      input: await sharp((await load(path)).image)
        .resize(side, side, { fit: 'inside' })
        .toBuffer(),
      left: (i % 2) * (side + 8),
      top: (i >> 1) * (side + 8),
    })),
  )
  const ground = { width: side * 2 + 8, height: side * 2 + 8, channels: 3 as const, background: '#fff' }
  return { image: sharp({ create: ground }).composite(tiles), also: others.map(({ key }) => key) }
}

const framed = async (c: Canvas, ground: Buffer, box: { left: number; top: number; width: number; height: number }) => {
  const { data, info } = await sharp(c.image)
    .resize(box.width, box.height, { fit: 'inside' })
    .toBuffer({ resolveWithObject: true })
  const left = box.left + Math.floor((box.width - info.width) / 2)
  const top = box.top + Math.floor((box.height - info.height) / 2)
  return sharp(ground)
    .flatten({ background: '#fff' })
    .composite([{ input: data, left, top }])
}

const screen = async (c: Canvas): Promise<Sharp> => {
  const { data, info } = await sharp(c.image).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const seen = photographScreen({ data, width: info.width, height: info.height }, c.random)
  return sharp(seen.data, { raw: { width: seen.width, height: seen.height, channels: 3 } })
}

const noise = async (c: Canvas): Promise<Sharp> => {
  const { data, info } = await sharp(c.image).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  for (let i = 0; i < data.length; i++) {
    const gauss = (c.random() + c.random() + c.random() + c.random() - 2) * 1.73
    data[i] = Math.max(0, Math.min(255, (data[i] ?? 0) + gauss * 20))
  }
  return sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } })
}

/** Text and logo together over a quarter of the picture. */
const quarterCovered = (c: Canvas): Buffer[] => [
  bar(c.width, c.height, 0.18, c.random),
  logo(c.width, c.height, 0.3, c.random),
]

const SEPIA: [[number, number, number], [number, number, number], [number, number, number]] = [
  [0.393, 0.769, 0.189],
  [0.349, 0.686, 0.168],
  [0.272, 0.534, 0.131],
]

const edit = (group: string, name: string, change: Change, quality = 85): Edit => ({
  name,
  group,
  make: async (context): Promise<Copy> => {
    const canvas = { ...(await load(context.source.path)), random: context.random }
    const changed = await change(canvas, context)
    const { image, also } = 'also' in changed ? changed : { image: changed, also: [] }
    const path = `${context.output}.jpg`
    await (await again(image)).removeAlpha().jpeg({ quality }).toFile(path)
    return { path, pieces: [wholePiece(context.source.key)], also }
  },
})

const whole: Change = (c) => sharp(c.image)
const scaled =
  (share: number): Change =>
  (c) =>
    sharp(c.image).resize(Math.max(16, Math.round(c.width * share)))

/** Lists 1 of the issue: the research's twelve named edits, the ones aimed at next, and the harder rest. */
export const PICTURE_EDITS: readonly Edit[] = [
  edit('named', 'JPEG q30', whole, 30),
  edit('named', 'resize 25 %', scaled(0.25)),
  edit('named', 'brighter, contrast, colour', (c) =>
    sharp(c.image).modulate({ brightness: 1.2, saturation: 1.4 }).linear(1.3, -38),
  ),
  edit('named', 'crop 10 %', (c) => centre(c, 0.9)),
  edit('named', 'crop 30 %', (c) => centre(c, 0.7)),
  edit('named', 'mirror', (c) => sharp(c.image).flop()),
  edit('named', 'mirror + crop 10 %', (c) => centre(c, 0.9).flop()),
  edit('named', 'text band 15 %', (c) => draw(c, bar(c.width, c.height, 0.15, c.random))),
  edit('named', 'logo 18 %', (c) => draw(c, logo(c.width, c.height, 0.18, c.random))),
  edit('named', 'letterbox 12.5 %', (c) =>
    sharp(c.image).extend({ top: c.height >> 3, bottom: c.height >> 3, background: '#000' }),
  ),
  edit('named', 'black pad 9:16', (c) => onto(c, 9 / 16, 'black')),
  edit('named', 'blur pad 9:16', (c) => onto(c, 9 / 16, 'blur')),
  edit('aimed', 'crop 20 % off-centre', (c) => corner(c, 0.8)),
  edit('aimed', 'crop 35 % off-centre', (c) => corner(c, 0.65)),
  edit('aimed', 'crop 50 % off-centre', (c) => corner(c, 0.5)),
  ...[2, -2, 5, -5, 10, -10].map((degrees) => edit('aimed', `rotate ${degrees}°`, (c) => turn(c, degrees))),
  edit('aimed', 'picture in picture 40 %', (c, context) => inset(c, context, 0.4)),
  edit('aimed', 'picture in picture 50 %', (c, context) => inset(c, context, 0.5)),
  edit('aimed', 'picture in picture 60 %', (c, context) => inset(c, context, 0.6)),
  edit('hard', 'JPEG q20', whole, 20),
  edit('hard', 'resize 20 %', scaled(0.2)),
  edit('hard', 'crop 4 %', (c) => centre(c, 0.96)),
  edit('hard', 'crop, 60 % of the area kept', (c) => centre(c, Math.sqrt(0.6))),
  ...[90, 180, 270].map((degrees) => edit('hard', `turned ${degrees}°`, (c) => sharp(c.image).rotate(degrees))),
  edit('hard', 'text and logo over 25 %', (c) => draw(c, ...quarterCovered(c))),
  edit('hard', 'black pad 16:9', (c) => onto(c, 16 / 9, 'black')),
  edit('hard', 'blur pad 16:9', (c) => onto(c, 16 / 9, 'blur')),
  edit('hard', 'low contrast', (c) => sharp(c.image).linear(0.6, 50)),
  edit('hard', 'grey', (c) => sharp(c.image).greyscale().toColourspace('srgb')),
  edit('hard', 'sepia', (c) => sharp(c.image).recomb(SEPIA)),
  edit('hard', 'sharpened', (c) => sharp(c.image).sharpen({ sigma: 2, m1: 2, m2: 4 })),
  edit('hard', 'blurred', (c) => sharp(c.image).blur(Math.max(1, Math.min(c.width, c.height) / 130))),
  edit('hard', 'noise', noise),
  edit('hard', 'subtitle', (c) =>
    draw(
      c,
      svg(
        c.width,
        c.height,
        writing(c.random, { x: c.width * 0.1, y: c.height * 0.86, size: c.height * 0.07, characters: 12 }),
      ),
    ),
  ),
  edit('hard', 'screenshot of a page', (c) =>
    framed(c, page(1200, 900, c.random), { left: 32, top: 120, width: 820, height: 620 }),
  ),
  edit('hard', 'screenshot of a phone', (c) =>
    framed(c, phone(540, 1170, c.random), { left: 0, top: 60, width: 540, height: 900 }),
  ),
  edit('hard', 'collage of 4', collage),
  edit('hard', 'photo of a screen', screen),
]
