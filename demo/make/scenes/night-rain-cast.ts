import type { Look } from '../paint/people.ts'

export const ALAN: Look = {
  coat: ['#141c2c', '#3d5a78'],
  legs: '#0d1119',
  hair: '#08080c',
  skin: '#d9a583',
  rim: '#9fd4ff',
  skirt: true,
  bun: true,
  umbrella: ['#5c0d12', '#ee3b35'],
}

export const MING: Look = {
  coat: ['#15120f', '#4a4238'],
  legs: '#0c0b0b',
  hair: '#07070a',
  skin: '#cf9a78',
  rim: '#ffcf94',
  umbrella: ['#07090e', '#3a4654'],
}
