import { Text } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CheckView } from '../../../../src/domains/fingerprints/contract.ts'
import { checkMediaUrl } from '../../../api.ts'
import type { CheckMatch } from '../check-match.ts'
import { entryOf, frameSeconds, segmentsOf } from './alignment.ts'
import { KeyHelp } from './key-help.tsx'
import { Readout } from './readout.tsx'
import { Ribbons } from './ribbons.tsx'
import { SegmentTable } from './segment-table.tsx'
import { HearButton, Transport } from './transport.tsx'
import { useCompareKeys } from './use-compare-keys.ts'
import { useLockedPlayers } from './use-locked-players.ts'
import { useReview } from './use-review.ts'

interface CompareSoundProps {
  check: CheckView
  match: CheckMatch
  matchIndex: number
}

/** Both sounds locked together, one of them heard; of a work of others only the copy can be. */
export function CompareSound({ check, match, matchIndex }: CompareSoundProps) {
  const { t } = useTranslation()
  const [heard, setHeard] = useState<'copy' | 'work'>('copy')
  const segments = useMemo(
    () => segmentsOf(match, check.file.durationSeconds ?? 0),
    [match, check.file.durationSeconds],
  )
  const copyDuration = check.file.durationSeconds ?? Math.max(...segments.map(({ queryEnd }) => queryEnd))
  const workDuration = match.durationSeconds ?? Math.max(...segments.map(({ workEnd }) => workEnd))
  const players = useLockedPlayers<HTMLAudioElement>(segments, copyDuration, segments[0] ? entryOf(segments[0]) : 0)
  const { workTime, toggle, step, jump, select, seekWork, keys } = useReview(segments, players)
  const swap = () => setHeard(heard === 'copy' ? 'work' : 'copy')
  useCompareKeys(match.ownWork ? { ...keys, h: swap } : keys)
  return (
    <>
      {!match.ownWork && (
        <Text size="sm" mt="sm">
          {t('compare.soundOthers')}
        </Text>
      )}
      <audio
        ref={players.copy}
        src={checkMediaUrl(check.id, 'query', matchIndex)}
        aria-label={t('compare.copy')}
        muted={match.ownWork && heard === 'work'}
        preload="auto"
        onLoadedMetadata={(event) => {
          event.currentTarget.currentTime = players.time
        }}
      />
      {match.ownWork && (
        <audio
          ref={players.work}
          src={checkMediaUrl(check.id, 'work', matchIndex)}
          aria-label={t('compare.work')}
          muted={heard === 'copy'}
          preload="auto"
          onLoadedMetadata={(event) => {
            if (workTime !== null) event.currentTarget.currentTime = workTime
          }}
        />
      )}
      <Ribbons
        segments={segments}
        active={players.segment}
        copyDuration={copyDuration}
        workDuration={workDuration}
        time={players.time}
        onSeekCopy={(seconds) => players.seek(seconds)}
        onSeekWork={seekWork}
        onSelect={select}
      />
      <Transport
        isPlaying={players.isPlaying}
        onPlayPause={toggle}
        onStep={(frames) => step(frames * frameSeconds)}
        onJump={jump}
        readout={<Readout copyTime={players.time} workTime={workTime} />}
        more={match.ownWork && <HearButton heard={heard} onSwap={swap} />}
      />
      <KeyHelp kind={match.ownWork ? 'sound' : 'copySound'} />
      <SegmentTable segments={segments} active={players.segment} onSelect={select} />
    </>
  )
}
