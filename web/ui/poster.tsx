import { IconFileText, IconMusic, IconPhoto, IconVideo } from '@tabler/icons-react'
import { useState } from 'react'
import classes from './poster.module.css'

const signs = { text: IconFileText, image: IconPhoto, audio: IconMusic, video: IconVideo, micro_drama: IconVideo }

/** A work's picture, or a sign of its kind while there is none. The title beside it is its text. */
export function Poster({
  src,
  kind,
  shape = 'tall',
}: {
  src: string | null
  kind: keyof typeof signs
  shape?: 'tall' | 'wide' | 'small'
}) {
  const [broken, setBroken] = useState(false)
  const Sign = signs[kind]
  return (
    <span className={classes.poster} data-shape={shape}>
      {src !== null && !broken ? (
        <img src={src} alt="" loading="lazy" onError={() => setBroken(true)} />
      ) : (
        <Sign size={shape === 'small' ? 22 : 36} stroke={1.4} aria-hidden />
      )}
    </span>
  )
}
