import type { Clip } from './engine/clip.ts'
import { kapokClip } from './scenes/kapok.ts'
import { nightRain1 } from './scenes/night-rain-1.ts'
import { nightRain2 } from './scenes/night-rain-2.ts'
import { pazhou } from './scenes/pazhou.ts'
import { riverLetter } from './scenes/river-letter.ts'

export const clips: readonly Clip[] = [nightRain1, nightRain2, riverLetter, kapokClip, pazhou]
