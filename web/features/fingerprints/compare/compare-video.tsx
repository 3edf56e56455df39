import { Text } from '@mantine/core'
import { useId, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CheckView } from '../../../../src/domains/fingerprints/contract.ts'
import { checkFrameUrl, checkMediaUrl } from '../../../api.ts'
import { timecode } from '../../../i18n/formats.ts'
import type { CheckMatch } from '../check-match.ts'
import { entryOf, frameSeconds, segmentsOf } from './alignment.ts'
import classes from './compare-video.module.css'
import { KeyHelp } from './key-help.tsx'
import { lieOf } from './lie-on.ts'
import { Readout } from './readout.tsx'
import { Ribbons } from './ribbons.tsx'
import { SegmentTable } from './segment-table.tsx'
import { Stage, type StageMode } from './stage.tsx'
import { StillFrame } from './still-frame.tsx'
import { MirrorButton, Transport } from './transport.tsx'
import { useCompareKeys } from './use-compare-keys.ts'
import { useLockedPlayers } from './use-locked-players.ts'
import { useReview } from './use-review.ts'
import { useStillFrames } from './use-still-frames.ts'
import { ViewControls } from './view-controls.tsx'

interface CompareProps {
  check: CheckView
  match: CheckMatch
  matchIndex: number
}

export function CompareVideo({ check, match, matchIndex }: CompareProps) {
  const { t } = useTranslation()
  const segments = useMemo(
    () => segmentsOf(match, check.file.durationSeconds ?? 0),
    [match, check.file.durationSeconds],
  )
  const copyDuration = check.file.durationSeconds ?? Math.max(...segments.map(({ queryEnd }) => queryEnd))
  const workDuration = match.durationSeconds ?? Math.max(...segments.map(({ workEnd }) => workEnd))
  const [unplayable, setUnplayable] = useState(false)
  const [isMirrored, setMirrored] = useState(false)
  const [mode, setMode] = useState<StageMode>('side')
  const [amount, setAmount] = useState(0.5)

  const showsStills = !match.ownWork || unplayable
  const players = useLockedPlayers<HTMLVideoElement>(segments, copyDuration, segments[0] ? entryOf(segments[0]) : 0)
  const stills = useStillFrames(segments)
  const clock = showsStills ? stills : players

  const { current, workTime, toggle, step, jump, select, seekWork, keys } = useReview(segments, clock)
  const mirror = () => setMirrored(!isMirrored)
  const overlay = () => setMode(mode === 'side' ? 'overlay' : 'side')

  useCompareKeys({ ...keys, m: mirror, o: overlay })

  const aspect = (check.file.widthPixels ?? 16) / (check.file.heightPixels ?? 9)
  const workName = match.episode === null ? match.title : `${match.title} · ${t('episode', { number: match.episode })}`
  const veil = workTime === null ? t('compare.outside') : null
  const fail = () => setUnplayable(true)
  // A hair past the frame's own start, so that rounding never shows the frame before.
  const mediaAt = (side: 'query' | 'work', seconds: number) =>
    checkFrameUrl(check.id, side, matchIndex, seconds + 0.001)

  return (
    <>
      {showsStills && (
        <Text size="sm" mt="sm" className={classes.why}>
          {match.ownWork ? t('compare.whyFormat') : t('compare.whyOthers')}
        </Text>
      )}
      <ViewControls mode={mode} amount={amount} onMode={setMode} onAmount={setAmount} />
      <Stage
        mode={mode}
        amount={amount}
        aspect={aspect}
        copyTransform={isMirrored ? 'scaleX(-1)' : undefined}
        lie={lieOf(current?.transform, match)}
        copyName={check.file.name}
        workName={workName}
        workVeil={veil}
        copy={
          showsStills ? (
            <StillFrame
              src={mediaAt('query', clock.time)}
              alt={t('compare.copyAt', { time: timecode(clock.time) })}
              className={undefined}
            />
          ) : (
            // biome-ignore lint/a11y/useMediaCaption: the copy is somebody else's file, shown as it is
            <video
              ref={players.copy}
              src={checkMediaUrl(check.id, 'query', matchIndex)}
              aria-label={t('compare.copy')}
              playsInline
              preload="auto"
              onLoadedMetadata={(event) => {
                event.currentTarget.currentTime = clock.time
              }}
              onError={fail}
            />
          )
        }
        work={
          showsStills ? (
            workTime !== null && (
              <StillFrame
                src={mediaAt('work', workTime)}
                alt={t('compare.workAt', { time: timecode(workTime) })}
                className={undefined}
              />
            )
          ) : (
            <video
              ref={players.work}
              src={checkMediaUrl(check.id, 'work', matchIndex)}
              aria-label={t('compare.work')}
              playsInline
              muted
              preload="auto"
              onLoadedMetadata={(event) => {
                if (workTime !== null) event.currentTarget.currentTime = workTime
              }}
              onError={fail}
            />
          )
        }
      />
      <Ribbons
        segments={segments}
        active={clock.segment}
        copyDuration={copyDuration}
        workDuration={workDuration}
        time={clock.time}
        onSeekCopy={(seconds) => clock.seek(seconds)}
        onSeekWork={seekWork}
        onSelect={select}
      />
      {showsStills && current && (
        <SegmentSlider
          label={t('compare.slider')}
          from={current.queryStart}
          to={current.queryEnd}
          time={clock.time}
          onSeek={(seconds) => clock.seek(seconds, clock.segment ?? undefined)}
        />
      )}
      <Transport
        isPlaying={clock.isPlaying}
        onPlayPause={toggle}
        onStep={(frames) => step(frames * frameSeconds)}
        onJump={jump}
        more={<MirrorButton isMirrored={isMirrored} onMirror={mirror} />}
        readout={<Readout copyTime={clock.time} workTime={workTime} />}
      />
      {current?.edits.includes('mirrored') && !isMirrored && (
        <Text size="sm" mt="xs" c="dimmed">
          {t('compare.mirrorHint')}
        </Text>
      )}
      <KeyHelp kind="video" />
      <SegmentTable segments={segments} active={clock.segment} onSelect={select} />
      {match.sound && (
        <SegmentTable
          isSound
          segments={match.sound.segments}
          active={null}
          onSelect={(i) => clock.seek(match.sound?.segments[i]?.queryStart ?? 0)}
        />
      )}
    </>
  )
}

interface SegmentSliderProps {
  label: string
  from: number
  to: number
  time: number
  onSeek: (seconds: number) => void
}

function SegmentSlider({ label, from, to, time, onSeek }: SegmentSliderProps) {
  const id = useId()
  return (
    <div className={classes.slider}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="range"
        min={from}
        max={to}
        step={frameSeconds}
        value={time}
        aria-valuetext={timecode(time)}
        onChange={(event) => onSeek(Number(event.currentTarget.value))}
      />
    </div>
  )
}
