import { useTranslation } from 'react-i18next'
import { registryPosterUrl } from '../../api.ts'
import classes from './match-picture.module.css'
import { RiverScene } from './river-scene.tsx'

const ribbons = [
  { from: [52, 196], to: [236, 380], tone: 'strong' },
  { from: [262, 330], to: [96, 164], tone: 'soft' },
] as const

/** What a match looks like: a mirrored, cropped copy beside the work, and ribbons from second to second. */
export function MatchPicture({ posterOf }: { posterOf: string | null }) {
  const { t } = useTranslation()
  const scene = posterOf === null ? <RiverScene /> : <img src={registryPosterUrl(posterOf)} alt="" />
  return (
    <figure className={classes.figure}>
      <div className={classes.frames} aria-hidden>
        <div className={classes.frame}>
          <span className={classes.name}>{t('home.picture.copy')}</span>
          <div className={classes.media} data-copy>
            {scene}
          </div>
        </div>
        <div className={classes.frame}>
          <span className={classes.name}>{t('home.picture.work')}</span>
          <div className={classes.media}>{scene}</div>
        </div>
      </div>
      <svg viewBox="0 0 480 128" className={classes.lines} aria-hidden>
        <rect x="30" y="8" width="330" height="16" rx="4" className={classes.track} />
        <rect x="30" y="104" width="420" height="16" rx="4" className={classes.track} />
        {ribbons.map(({ from: [a, b], to: [c, d], tone }) => (
          <g key={a} data-tone={tone} className={classes.ribbon}>
            <path d={`M${a} 24 C${a} 66 ${c} 62 ${c} 104 L${d} 104 C${d} 62 ${b} 66 ${b} 24 Z`} />
            <rect x={a} y="8" width={b - a} height="16" rx="3" />
            <rect x={c} y="104" width={d - c} height="16" rx="3" />
          </g>
        ))}
        <path d="M110 2 V28 C110 66 294 62 294 100 V126" className={classes.head} />
      </svg>
      <figcaption className={classes.caption}>{t('home.picture.caption')}</figcaption>
    </figure>
  )
}
