import { useTranslation } from 'react-i18next'
import { useFormats } from '../../i18n/formats.ts'
import { StateMark } from '../../ui/state-mark.tsx'
import type { CheckMatch } from './check-match.ts'
import { matchedLength } from './compare/alignment.ts'
import { useConfidenceWords } from './compare/words.ts'
import classes from './match-list.module.css'

interface MatchListProps {
  matches: CheckMatch[]
  shown: number
  onShow: (index: number) => void
}

export function MatchList({ matches, shown, onShow }: MatchListProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const confidenceWords = useConfidenceWords()
  return (
    <ul className={classes.list}>
      {matches.map((match, i) => (
        <li key={`${match.workId}-${match.sha256}-${match.kind}`}>
          <button type="button" className={classes.match} aria-pressed={i === shown} onClick={() => onShow(i)}>
            <span className={classes.title}>
              {match.title}
              {match.episode !== null && <> · {t('episode', { number: match.episode })}</>}
            </span>
            <span className={classes.sure}>
              {t(`checks.foundBy.${match.sound ? 'both' : match.kind}`)} · {confidenceWords(match)}
            </span>
            {match.segments.length > 0 && (
              <span className={classes.more}>
                {match.segments[0]?.unit === 'characters'
                  ? t('checks.passages', {
                      count: match.segments.length,
                      length: formats.number(matchedLength(match.segments)),
                    })
                  : t('checks.segments', {
                      count: match.segments.length,
                      span: formats.span(matchedLength(match.segments)),
                    })}
              </span>
            )}
            <span className={classes.more}>{formats.list(match.rightHolders)}</span>
            {match.ownWork && <StateMark tone="open">{t('checks.ownWork')}</StateMark>}
          </button>
        </li>
      ))}
    </ul>
  )
}
