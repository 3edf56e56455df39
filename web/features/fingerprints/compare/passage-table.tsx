import { Button, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../../../i18n/formats.ts'
import type { CheckMatch } from '../check-match.ts'
import classes from './segment-table.module.css'
import { useConfidenceWords, useEditWords } from './words.ts'

interface PassageTableProps {
  match: CheckMatch
  active: number
  onSelect: (segment: number) => void
}

/** Which characters of the copy are which characters of the work. */
export function PassageTable({ match, active, onSelect }: PassageTableProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const editWords = useEditWords()
  const confidenceWords = useConfidenceWords()
  const place = (start: number, end: number) => `${formats.number(start + 1)} – ${formats.number(end)}`
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table wider than the screen must scroll by keyboard */}
      <section className={classes.scroll} aria-label={t('compare.passages.caption')} tabIndex={0}>
        <table className={classes.table}>
          <caption>{t('compare.passages.caption')}</caption>
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
            {match.segments.map((segment, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the segments of one match never move
              <tr key={i} data-active={i === active || undefined}>
                <th scope="row">
                  <Button
                    size="compact-md"
                    variant={i === active ? 'filled' : 'default'}
                    aria-pressed={i === active}
                    aria-label={t('compare.passages.show', { number: i + 1 })}
                    onClick={() => onSelect(i)}
                  >
                    {i + 1}
                  </Button>
                </th>
                <td className={classes.times}>{place(segment.queryStart, segment.queryEnd)}</td>
                <td className={classes.times}>
                  {segment.episode !== null && <>{t('episode', { number: segment.episode })} </>}
                  {place(segment.workStart, segment.workEnd)}
                </td>
                <td className="numbers">
                  {t('compare.passages.length', { length: formats.number(segment.queryEnd - segment.queryStart) })}
                </td>
                <td>
                  {segment.edits.length === 0
                    ? t('compare.passages.unedited')
                    : formats.list(segment.edits.map(editWords))}
                </td>
                <td>{confidenceWords(segment)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Text size="sm" c="dimmed" mt="sm">
        {t('compare.passages.counted')}
      </Text>
    </>
  )
}
