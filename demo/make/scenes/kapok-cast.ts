import { n1, range } from '../engine/maths.ts'
import { type Ink, line } from '../paint/ink.ts'

/** A child on a bicycle riding to the right, wheels on y = 0; phase in turns of the crank. */
export function bicycle(ink: Ink, phase: number): string {
  const a = phase * Math.PI * 2
  const wheel = (x: number): string =>
    `<circle cx='${x}' cy='-52' r='50' fill='none' stroke='#1c1a20' stroke-width='6'/><circle cx='${x}' cy='-52' r='46' fill='none' stroke='#c8c8c8' stroke-width='1.6'/>${range(
      9,
    )
      .map((i) =>
        line(
          x,
          -52,
          x + 45 * Math.cos(a * 1.3 + i * 0.698),
          -52 + 45 * Math.sin(a * 1.3 + i * 0.698),
          "stroke='#e8e4dc' stroke-width='1.3' opacity='.8'",
        ),
      )
      .join('')}<circle cx='${x}' cy='-52' r='6' fill='#8a8a90'/>`
  const pedal = (turn: number): [number, number] => [-8 + 20 * Math.cos(turn), -50 + 20 * Math.sin(turn)]
  const legOf = (turn: number, tone: string): string => {
    const [px, py] = pedal(turn)
    const hx = -34
    const hy = -146
    const mx = (hx + px) / 2
    const my = (hy + py) / 2
    const d = Math.hypot(px - hx, py - hy)
    const bow = Math.sqrt(Math.max(0, 58 * 58 - (d / 2) ** 2))
    const kx = mx + (bow * (py - hy)) / d
    const ky = my - (bow * (px - hx)) / d
    return `<path d='M${hx},${hy} L${n1(kx)},${n1(ky)} L${n1(px)},${n1(py)}' fill='none' stroke='${tone}' stroke-width='16' stroke-linecap='round' stroke-linejoin='round'/><path d='M${n1(px - 8)},${n1(py - 2)} h22 q4,8 -2,9 h-20z' fill='#f4efe4'/>`
  }
  const shirt = ink.lin(
    [
      [0, '#c8481c'],
      [0.6, '#f0903a'],
      [1, '#ffc872'],
    ],
    0,
    0.6,
    1,
    0.2,
  )
  return `<ellipse cx='0' cy='2' rx='130' ry='9' fill='#2a1810' opacity='.45'/>${legOf(a + Math.PI, '#1c3a5a')}${wheel(-78)}${wheel(84)}
    <path d='M-78,-52 L-8,-50 L52,-122 L-40,-122 L-78,-52 M-40,-122 L-8,-50 M-46,-136 L-40,-122 M84,-52 L50,-136' fill='none' stroke='#1e7a72' stroke-width='7' stroke-linecap='round' stroke-linejoin='round'/><path d='M50,-136 q6,-16 26,-14' fill='none' stroke='#2a2a30' stroke-width='6' stroke-linecap='round'/><path d='M-64,-140 q20,-10 40,0 l-8,6 h-26z' fill='#3a2418'/><circle cx='-8' cy='-50' r='13' fill='none' stroke='#5a5a60' stroke-width='5'/>
    <path d='M60,-128 h34 l-6,28 h-22z' fill='#b8884a'/>${range(5)
      .map((i) => `<circle cx='${64 + i * 6}' cy='${-134 - (i % 2) * 8}' r='8' fill='#e8321e'/>`)
      .join('')}
    <path d='M-56,-142 C-60,-190 -40,-232 -12,-240 C12,-240 14,-214 4,-196 C-8,-176 -12,-158 -14,-140Z' fill='${shirt}'/><path d='M-4,-226 Q34,-200 66,-150' fill='none' stroke='${shirt}' stroke-width='15' stroke-linecap='round'/><circle cx='68' cy='-148' r='8' fill='#e8b890'/>
    ${legOf(a, '#2a5684')}<path d='M-8,-238 l10,-16 l12,14z' fill='#e0a880'/><ellipse cx='6' cy='-270' rx='23' ry='26' fill='#ecbc94'/><path d='M27,-272 l6,7 l-6,4z' fill='#ecbc94'/><path d='M27,-284 C20,-312 -22,-308 -19,-268 C-18,-254 -10,-248 -4,-250 C-6,-262 2,-272 8,-286 C14,-282 22,-282 27,-284Z' fill='#1a1210'/><path d='M20,-258 q6,4 9,0' stroke='#8a3a2a' stroke-width='2' fill='none'/><circle cx='20' cy='-271' r='2.4' fill='#1a1210'/>
    <path d='M-14,-238 q-30,${n1(4 + 6 * Math.sin(a))} -64,${n1(-8 + 10 * Math.sin(a + 1))} l6,22 q34,2 58,-8z' fill='#d8281f'/>`
}

/** A southern lion mask facing us, centre 0,0: the head, the jaw that hangs below it, or the closed lids. */
export function lionHead(ink: Ink, part: 'head' | 'jaw' | 'lids'): string {
  const red = ink.lin([
    [0, '#ff6a3a'],
    [0.5, '#d8241c'],
    [1, '#7a0c12'],
  ])
  const gold = ink.lin([
    [0, '#fff2b0'],
    [0.5, '#f4b43a'],
    [1, '#a8641a'],
  ])
  const fur = (
    cx: number,
    cy: number,
    rx: number,
    ry: number,
    from: number,
    to: number,
    n: number,
    length: number,
    tone: string,
  ): string =>
    range(n)
      .map((i) => {
        const a = from + ((to - from) * i) / (n - 1)
        const x = cx + Math.cos(a) * rx
        const y = cy + Math.sin(a) * ry
        return `<path d='M${n1(x - Math.sin(a) * 11)},${n1(y + Math.cos(a) * 11)} Q${n1(x + Math.cos(a) * length * 1.1)},${n1(y + Math.sin(a) * length)} ${n1(x + Math.cos(a + 0.12) * length)},${n1(y + Math.sin(a + 0.12) * length * 1.1)} Q${n1(x + Math.cos(a) * length * 0.4)},${n1(y + Math.sin(a) * length * 0.4)} ${n1(x + Math.sin(a) * 11)},${n1(y - Math.cos(a) * 11)}Z' fill='${tone}'/>`
      })
      .join('')
  if (part === 'jaw') {
    return `${fur(0, 150, 130, 80, 0.1, 3.04, 17, 74, '#f8f0e0')}<path d='M-142,120 C-140,250 -60,262 0,262 C60,262 140,250 142,120Z' fill='${red}' stroke='#ffd86a' stroke-width='7'/><path d='M-104,124 C-100,214 -50,226 0,226 C50,226 100,214 104,124Z' fill='#4a0810'/><path d='M-52,150 C-50,222 50,222 52,150 Q0,128 -52,150Z' fill='#f07a7a'/>${range(
      6,
    )
      .map((i) => `<path d='M${-92 + i * 33},${138 + (i === 0 || i === 5 ? 0 : 66)} l9,-22 l9,22z' fill='#fff8ea'/>`)
      .join('')}`
  }
  const eye = (x: number): string =>
    `<ellipse cx='${x}' cy='-36' rx='66' ry='60' fill='${gold}'/><ellipse cx='${x}' cy='-34' rx='52' ry='48' fill='#fffaf0'/><circle cx='${x * 0.94}' cy='-30' r='29' fill='${ink.rad(
      [
        [0, '#1a0a06'],
        [0.6, '#3a1a0c'],
        [1, '#8a4a1a'],
      ],
    )}'/><circle cx='${x * 0.94 - 9}' cy='-41' r='9' fill='#fff'/>`
  if (part === 'lids')
    return [-98, 98]
      .map(
        (x) =>
          `<ellipse cx='${x}' cy='-34' rx='54' ry='50' fill='${red}'/><path d='M${x - 50},-26 Q${x},12 ${x + 50},-26' fill='none' stroke='#ffd86a' stroke-width='6'/>${range(
            5,
          )
            .map((i) => `<path d='M${x - 40 + i * 20},-12 l${(i - 2) * 4},20' stroke='#fff4d8' stroke-width='4'/>`)
            .join('')}`,
      )
      .join('')
  const ears = [-1, 1]
    .map(
      (s) =>
        `<g transform='translate(${s * 208},-80) rotate(${s * 28})'>${fur(0, 0, 34, 46, -3.1, 3.1, 20, 34, '#f8f0e0')}<ellipse rx='44' ry='58' fill='${red}'/><ellipse rx='24' ry='36' fill='${gold}'/></g>`,
    )
    .join('')
  const balls = [
    [-150, -206, '#3aa89a'],
    [150, -206, '#3aa89a'],
    [-76, -262, '#ffd24a'],
    [76, -262, '#ffd24a'],
    [0, -288, '#ff5a3a'],
  ] as const
  const pompoms = balls
    .map(
      ([x, y, c]) =>
        `<path d='M${x * 0.8},${y * 0.72} L${x},${y}' stroke='#e8b43a' stroke-width='6'/>${fur(x, y, 8, 8, 0, 6.1, 14, 20, c)}<circle cx='${x}' cy='${y}' r='17' fill='${c}'/><circle cx='${x - 5}' cy='${y - 6}' r='6' fill='#fff' opacity='.6'/>`,
    )
    .join('')
  return `${ears}${fur(0, -20, 214, 190, -3.05, -0.09, 34, 62, '#f8f0e0')}${fur(0, -10, 214, 150, 2.5, 3.6, 12, 56, '#f8f0e0')}${fur(0, -10, 214, 150, -0.45, 0.64, 12, 56, '#f8f0e0')}
    <path d='M0,-220 C150,-220 226,-120 222,-10 C220,80 180,132 120,140 C70,146 60,122 0,122 C-60,122 -70,146 -120,140 C-180,132 -220,80 -222,-10 C-226,-120 -150,-220 0,-220Z' fill='${red}' stroke='#ffd86a' stroke-width='7'/>
    <path d='M-168,-70 C-176,-150 -90,-178 -20,-118 C-70,-128 -130,-118 -168,-70Z M168,-70 C176,-150 90,-178 20,-118 C70,-128 130,-118 168,-70Z' fill='#1c120c'/><path d='M-160,-80 C-160,-150 -90,-168 -30,-124 M160,-80 C160,-150 90,-168 30,-124' fill='none' stroke='#fff4d8' stroke-width='6' stroke-dasharray='3 7'/>
    ${eye(-98)}${eye(98)}<circle cx='0' cy='-166' r='34' fill='${gold}'/><circle cx='0' cy='-166' r='25' fill='${ink.rad(
      [
        [0, '#ffffff'],
        [0.6, '#b8e0f0'],
        [1, '#4a88b0'],
      ],
      0.35,
      0.3,
      0.8,
    )}'/>
    <path d='M-60,66 C-74,20 -34,-6 0,-8 C34,-6 74,20 60,66 C40,96 -40,96 -60,66Z' fill='${ink.lin([
      [0, '#3ac0a8'],
      [1, '#0c5a58'],
    ])}' stroke='#ffd86a' stroke-width='5'/><circle cx='-26' cy='56' r='15' fill='#0a2a2a'/><circle cx='26' cy='56' r='15' fill='#0a2a2a'/><path d='M-20,12 q20,-12 40,0' stroke='#d8fff0' stroke-width='6' fill='none' opacity='.7' stroke-linecap='round'/>
    <path d='M-200,70 C-140,150 -60,128 0,132 C60,128 140,150 200,70' fill='none' stroke='#fff4d8' stroke-width='17' stroke-linecap='round'/><path d='M-200,70 C-140,150 -60,128 0,132 C60,128 140,150 200,70' fill='none' stroke='#1c120c' stroke-width='4' stroke-dasharray='4 9'/>
    ${[-1, 1].map((s) => `<path d='M${s * 150},44 q${s * 40},-10 ${s * 44},-50 q${s * 10},60 -${s > 0 ? 30 : -30},76z' fill='${gold}'/><path d='M${s * 40},-200 q${s * 60},-4 ${s * 110},50' stroke='#ffd86a' stroke-width='8' fill='none'/>`).join('')}${pompoms}`
}
