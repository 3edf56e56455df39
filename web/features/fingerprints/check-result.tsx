import { Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CheckView } from '../../../src/domains/fingerprints/contract.ts'
import { ButtonLink } from '../../ui/link.tsx'
import classes from './check-result.module.css'
import { ComparePassages } from './compare/compare-passages.tsx'
import { ComparePicture } from './compare/compare-picture.tsx'
import { CompareSound } from './compare/compare-sound.tsx'
import { CompareVideo } from './compare/compare-video.tsx'
import { EvidencePackage } from './evidence-package.tsx'
import { MatchFacts } from './match-facts.tsx'
import { MatchList } from './match-list.tsx'

export function CheckResult({ check }: { check: CheckView }) {
  const { t } = useTranslation()
  const [shown, setShown] = useState(0)
  const matches = check.matches ?? []
  const match = matches[shown]
  if (!match) return <NothingFound />
  const isVideo = match.kind === 'video' && (match.segments.length > 0 || match.identical)
  const isText = match.kind === 'text' && match.segments.length > 0
  return (
    <div className={classes.result}>
      <section aria-labelledby="found" className={classes.list}>
        <Title order={2} size="h4" id="found" mb="sm">
          {t('checks.found', { count: matches.length })}
        </Title>
        <MatchList matches={matches} shown={shown} onShow={setShown} />
        <Text size="sm" c="dimmed" mt="md">
          {t('checks.foundMeaning')}
        </Text>
      </section>
      <section aria-labelledby="compare" className={classes.compare}>
        <Title order={2} size="h3" id="compare">
          {t('compare.title', { title: match.title })}
        </Title>
        <MatchFacts match={match} />
        {isVideo && <CompareVideo key={shown} check={check} match={match} matchIndex={shown} />}
        {match.kind === 'image' && <ComparePicture key={shown} check={check} match={match} matchIndex={shown} />}
        {match.kind === 'audio' && <CompareSound key={shown} check={check} match={match} matchIndex={shown} />}
        {isText && <ComparePassages key={shown} check={check} match={match} matchIndex={shown} />}
        {match.kind === 'text' && !isText && <Text mt="md">{t('compare.noPicture')}</Text>}
        {match.ownWork && <EvidencePackage key={shown} checkId={check.id} match={shown} />}
      </section>
    </div>
  )
}

function NothingFound() {
  const { t } = useTranslation()
  return (
    <div className={classes.nothing} role="status">
      <Title order={2}>{t('checks.nothingTitle')}</Title>
      <Text mt="sm">{t('checks.nothingWords')}</Text>
      <ul>
        <li>{t('checks.nothingUnregistered')}</li>
        <li>{t('checks.nothingStory')}</li>
        <li>{t('checks.nothingShort')}</li>
      </ul>
      <Text mb="lg">{t('checks.nothingNext')}</Text>
      <ButtonLink to="/works/new" mr="sm" mb="xs">
        {t('home.register')}
      </ButtonLink>
      <ButtonLink to="/check" variant="default" mb="xs">
        {t('checks.another')}
      </ButtonLink>
    </div>
  )
}
