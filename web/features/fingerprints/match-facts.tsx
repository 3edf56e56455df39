import { useTranslation } from 'react-i18next'
import { useFormats } from '../../i18n/formats.ts'
import { TextLink } from '../../ui/link.tsx'
import { When } from '../../ui/when.tsx'
import type { CheckMatch } from './check-match.ts'
import { useConfidenceWords, useEditWords } from './compare/words.ts'
import classes from './match-facts.module.css'

/** Whose work it is, since when it is sealed, and how sure the match is. */
export function MatchFacts({ match }: { match: CheckMatch }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const confidenceWords = useConfidenceWords()
  const editWords = useEditWords()
  const edits = [...new Set([...match.edits, ...match.segments.flatMap((segment) => segment.edits)])]
  return (
    <div className={classes.facts}>
      <p>
        <strong className={classes.sure}>{confidenceWords(match)}</strong>
        {edits.length > 0 && <span>{t('compare.edits', { edits: formats.list(edits.map(editWords)) })}</span>}
      </p>
      <p className={classes.soft}>
        <TextLink to="/registry/$number" params={{ number: match.registrationNumber }} className="numbers">
          {match.registrationNumber}
        </TextLink>
        <span>
          {t('compare.sealed')} <When at={match.registeredAt} precision="day" />
        </span>
        <span>{formats.list(match.rightHolders)}</span>
      </p>
    </div>
  )
}
