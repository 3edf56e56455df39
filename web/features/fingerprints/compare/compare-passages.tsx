import { Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CheckView, Passage, PassagePair } from '../../../../src/domains/fingerprints/contract.ts'
import { getPassages } from '../../../api.ts'
import { ProblemNotice } from '../../../ui/problem.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import type { CheckMatch } from '../check-match.ts'
import classes from './compare-passages.module.css'
import { type Piece, passageDifference } from './passage-difference.ts'
import { PassageTable } from './passage-table.tsx'

interface ComparePassagesProps {
  check: CheckView
  match: CheckMatch
  matchIndex: number
}

/** The words of one passage on both sides, what differs marked, and all passages by their places. */
export function ComparePassages({ check, match, matchIndex }: ComparePassagesProps) {
  const { t } = useTranslation()
  const [segment, setSegment] = useState(0)
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['checks', check.id, 'passages', matchIndex, segment],
    queryFn: () => getPassages(check.id, { match: matchIndex, segment }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <>
      {match.edits.includes('quotation') && <Text mt="md">{t('compare.passages.quotation')}</Text>}
      {data && <Pair pair={data} ownWork={match.ownWork} />}
      {!data && isFetching && <Waiting words={t('compare.passages.loading')} />}
      {!data && !isFetching && error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      <PassageTable match={match} active={segment} onSelect={setSegment} />
    </>
  )
}

function Pair({ pair: { query, work }, ownWork }: { pair: PassagePair; ownWork: boolean }) {
  const { t } = useTranslation()
  const pieces = useMemo(() => passageDifference(query.text, work.text), [query, work])
  return (
    <>
      <div className={classes.pair}>
        <Side name={t('compare.copy')} passage={query} pieces={pieces.query} />
        <Side name={t('compare.work')} passage={work} pieces={pieces.work} />
      </div>
      <Text size="sm" c="dimmed" mt="sm">
        {t('compare.passages.marked')}
        {!ownWork && ` ${t('compare.passages.others')}`}
      </Text>
    </>
  )
}

function Side({ name, passage, pieces }: { name: string; passage: Passage; pieces: Piece[] }) {
  const { t } = useTranslation()
  return (
    <div className={classes.side}>
      <Title order={3} size="h5">
        {name}
      </Title>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long passage must scroll by keyboard */}
      <section className={classes.words} aria-label={name} tabIndex={0}>
        {passage.before !== '' && <span className={classes.around}>…{passage.before}</span>}
        {pieces.map((piece, i) =>
          piece.differs ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one passage never move
            <mark key={i} className={classes.differs}>
              {piece.text}
            </mark>
          ) : (
            piece.text
          ),
        )}
        {passage.after !== '' && <span className={classes.around}>{passage.after}…</span>}
        {passage.isCut && <p className={classes.cut}>{t('compare.passages.cut')}</p>}
      </section>
    </div>
  )
}
