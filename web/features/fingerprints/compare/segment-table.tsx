import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { MatchSegment } from '../../../../src/domains/fingerprints/contract.ts'
import { timecode, useFormats } from '../../../i18n/formats.ts'
import classes from './segment-table.module.css'
import { useConfidenceWords, useEditWords } from './words.ts'

interface SegmentTableProps {
  segments: readonly MatchSegment[]
  active: number | null
  onSelect: (segment: number) => void
  /** Segments of the sound, beside those of the pictures. */
  isSound?: boolean
}

/** Which second of the copy is which second of the work. */
export function SegmentTable({ segments, active, onSelect, isSound = false }: SegmentTableProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const editWords = useEditWords()
  const confidenceWords = useConfidenceWords()
  const caption = isSound ? t('compare.table.soundCaption') : t('compare.table.caption')
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table wider than the screen must scroll by keyboard
    <section className={classes.scroll} aria-label={caption} tabIndex={0}>
      <table className={classes.table}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t('compare.table.number')}</th>
            <th scope="col">{t('compare.table.copy')}</th>
            <th scope="col">{t('compare.table.work')}</th>
            <th scope="col">{t('compare.table.length')}</th>
            <th scope="col">{t('compare.table.edits')}</th>
            <th scope="col">{t('compare.table.confidence')}</th>
          </tr>
        </thead>
        <tbody>
          {segments.map((segment, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the segments of one match never move
            <tr key={i} data-active={i === active || undefined}>
              <th scope="row">
                <Button
                  size="compact-md"
                  variant={i === active ? 'filled' : 'default'}
                  aria-pressed={i === active}
                  aria-label={t(isSound ? 'compare.table.showSound' : 'compare.table.show', { number: i + 1 })}
                  onClick={() => onSelect(i)}
                >
                  {i + 1}
                </Button>
              </th>
              <td className={classes.times}>
                {timecode(segment.queryStart)} – {timecode(segment.queryEnd)}
              </td>
              <td className={classes.times}>
                {segment.episode !== null && <>{t('episode', { number: segment.episode })} </>}
                {timecode(segment.workStart)} – {timecode(segment.workEnd)}
              </td>
              <td className="numbers">{formats.span(segment.queryEnd - segment.queryStart)}</td>
              <td>
                {segment.edits.length === 0 ? t('compare.table.unedited') : formats.list(segment.edits.map(editWords))}
              </td>
              <td>{confidenceWords(segment)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
