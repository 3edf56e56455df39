import { Text } from '@mantine/core'
import { type ReactNode, useId, useMemo, useState } from 'react'
import { Trans, useTranslation } from 'react-i18next'
import type { CheckView, MatchSegment } from '../../../../src/domains/fingerprints/contract.ts'
import { checkFrameUrl, checkMediaUrl } from '../../../api.ts'
import { timecode } from '../../../i18n/formats.ts'
import type { CheckMatch } from '../check-match.ts'
import { entryOf, frameSeconds, neighbour, queryTimeAt, segmentShowing, workTimeAt } from './alignment.ts'
import classes from './compare-video.module.css'
import { KeyHelp } from './key-help.tsx'
import { Ribbons } from './ribbons.tsx'
import { SegmentTable } from './segment-table.tsx'
import { Stage, type StageMode } from './stage.tsx'
import { StillFrame } from './still-frame.tsx'
import { Transport } from './transport.tsx'
import { useCompareKeys } from './use-compare-keys.ts'
import { useLockedPlayers } from './use-locked-players.ts'
import { useStillFrames } from './use-still-frames.ts'
import { ViewControls } from './view-controls.tsx'

interface CompareProps {
  check: CheckView
  match: CheckMatch
  matchIndex: number
}

/** The very same bytes match from end to end, also when the matcher had no need to align them. */
function segmentsOf(match: CheckMatch, copyDuration: number): MatchSegment[] {
  if (match.segments.length > 0) return match.segments
  const whole = { queryStart: 0, queryEnd: copyDuration, workStart: 0, workEnd: match.durationSeconds ?? copyDuration }
  const { episode, confidence } = match
  return [{ ...whole, unit: 'seconds', episode, confidence, edits: [], transform: null }]
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
  const players = useLockedPlayers(segments, copyDuration, segments[0] ? entryOf(segments[0]) : 0)
  const stills = useStillFrames(segments)
  const clock = showsStills ? stills : players

  const current = clock.segment === null ? undefined : segments[clock.segment]
  const workTime = current ? workTimeAt(current, clock.time) : null

  const toggle = () => (clock.isPlaying ? clock.pause() : clock.play())
  const step = (seconds: number) => {
    clock.pause()
    clock.seek(clock.time + seconds)
  }
  const jump = (direction: 1 | -1) => {
    const isInside = current !== undefined && clock.time > entryOf(current) + 0.5
    if (direction === -1 && isInside && clock.segment !== null) return select(clock.segment)
    const next = neighbour(segments, clock.segment, clock.time, direction)
    const target = next === null ? undefined : segments[next]
    if (next !== null && target) clock.seek(entryOf(target), next)
  }
  const select = (index: number) => {
    const target = segments[index]
    if (target) clock.seek(entryOf(target), index)
  }
  const seekWork = (seconds: number) => {
    const index = segmentShowing(segments, seconds, clock.segment)
    const target = index === null ? undefined : segments[index]
    if (index !== null && target) clock.seek(queryTimeAt(target, seconds), index)
  }
  const mirror = () => setMirrored(!isMirrored)
  const overlay = () => setMode(mode === 'side' ? 'overlay' : 'side')

  useCompareKeys({
    ' ': toggle,
    arrowleft: (event) => step(event.shiftKey ? -1 : -frameSeconds),
    arrowright: (event) => step(event.shiftKey ? 1 : frameSeconds),
    '[': () => jump(-1),
    ']': () => jump(1),
    m: mirror,
    o: overlay,
  })

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
        isMirrored={isMirrored}
        onPlayPause={toggle}
        onStep={(frames) => step(frames * frameSeconds)}
        onJump={jump}
        onMirror={mirror}
        readout={<Readout copyTime={clock.time} workTime={workTime} />}
      />
      {current?.edits.includes('mirrored') && !isMirrored && (
        <Text size="sm" mt="xs" c="dimmed">
          {t('compare.mirrorHint')}
        </Text>
      )}
      <KeyHelp kind="video" />
      <SegmentTable segments={segments} active={clock.segment} onSelect={select} />
    </>
  )
}

function Readout({ copyTime, workTime }: { copyTime: number; workTime: number | null }): ReactNode {
  const { t } = useTranslation()
  if (workTime === null)
    return (
      <Trans
        t={t}
        i18nKey="compare.readoutAlone"
        values={{ copy: timecode(copyTime) }}
        components={{ b: <strong /> }}
      />
    )
  const values = { copy: timecode(copyTime), work: timecode(workTime) }
  return <Trans t={t} i18nKey="compare.readout" values={values} components={{ b: <strong /> }} />
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
