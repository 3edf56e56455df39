import { useElementSize } from '@mantine/hooks'
import { type PointerEvent, type ReactNode, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { timecode } from '../../../i18n/formats.ts'
import { type AlignedSegment, workTimeAt } from './alignment.ts'
import classes from './ribbons.module.css'

interface RibbonsProps {
  segments: readonly AlignedSegment[]
  active: number | null
  copyDuration: number
  workDuration: number
  time: number
  onSeekCopy: (seconds: number) => void
  onSeekWork: (seconds: number) => void
  onSelect: (segment: number) => void
}

const barHeight = 26
const gap = 74
const coloursCount = 6

/** Two timelines, and between them a ribbon for each segment: from which second of the copy to which of the work. */
export function Ribbons({
  segments,
  active,
  copyDuration,
  workDuration,
  time,
  onSeekCopy,
  onSeekWork,
  onSelect,
}: RibbonsProps) {
  const { t } = useTranslation()
  const { ref, width } = useElementSize()
  const shownWidth = Math.max(width, 1)
  const copyX = (seconds: number) => (copyDuration > 0 ? (seconds / copyDuration) * shownWidth : 0)
  const workX = (seconds: number) => (workDuration > 0 ? (seconds / workDuration) * shownWidth : 0)
  const current = active === null ? undefined : segments[active]
  const workTime = current ? workTimeAt(current, time) : null
  const bottom = barHeight + gap

  return (
    <div className={classes.ribbons}>
      <div className={classes.label}>
        <span>{t('compare.copyTimeline')}</span>
        <span className="numbers">{timecode(copyDuration, 1)}</span>
      </div>
      <div ref={ref} className={classes.canvas} style={{ height: bottom + barHeight }}>
        <svg width={shownWidth} height={bottom + barHeight} className={classes.drawing} aria-hidden>
          <rect width={shownWidth} height={barHeight} rx="5" className={classes.track} />
          <rect y={bottom} width={shownWidth} height={barHeight} rx="5" className={classes.track} />
          {segments.map((segment, i) => (
            <Ribbon
              // biome-ignore lint/suspicious/noArrayIndexKey: the segments of one match never move
              key={i}
              number={i + 1}
              colour={i % coloursCount}
              isActive={i === active}
              copyFrom={copyX(segment.queryStart)}
              copyTo={copyX(segment.queryEnd)}
              workFrom={workX(segment.workStart)}
              workTo={workX(segment.workEnd)}
              onSelect={() => onSelect(i)}
            />
          ))}
          <Playhead copyX={copyX(time)} workX={workTime === null ? null : workX(workTime)} bottom={bottom} />
        </svg>
        <Track top={0} onSeek={(fraction) => onSeekCopy(fraction * copyDuration)}>
          <div
            role="slider"
            tabIndex={0}
            className={classes.slider}
            aria-label={t('compare.copyTimeline')}
            aria-valuemin={0}
            aria-valuemax={Math.round(copyDuration * 100) / 100}
            aria-valuenow={Math.round(time * 100) / 100}
            aria-valuetext={
              workTime === null
                ? t('compare.timeAlone', { copy: timecode(time) })
                : t('compare.timeBoth', { copy: timecode(time), work: timecode(workTime) })
            }
          />
        </Track>
        <Track top={bottom} onSeek={(fraction) => onSeekWork(fraction * workDuration)} />
      </div>
      <div className={classes.label}>
        <span>{t('compare.workTimeline')}</span>
        <span className="numbers">{timecode(workDuration, 1)}</span>
      </div>
    </div>
  )
}

interface RibbonProps {
  number: number
  colour: number
  isActive: boolean
  copyFrom: number
  copyTo: number
  workFrom: number
  workTo: number
  onSelect: () => void
}

/** Hidden from readers; the table below has a button for each segment. */
function Ribbon({ number, colour, isActive, copyFrom, copyTo, workFrom, workTo, onSelect }: RibbonProps) {
  const bottom = barHeight + gap
  const middle = barHeight + gap / 2
  const path = `M${copyFrom} ${barHeight} C${copyFrom} ${middle} ${workFrom} ${middle} ${workFrom} ${bottom} L${workTo} ${bottom} C${workTo} ${middle} ${copyTo} ${middle} ${copyTo} ${barHeight} Z`
  const badges = [
    { x: (copyFrom + copyTo) / 2, y: barHeight / 2 },
    { x: (workFrom + workTo) / 2, y: bottom + barHeight / 2 },
  ]
  return (
    <g className={classes.ribbon} data-colour={colour} data-active={isActive || undefined} onPointerDown={onSelect}>
      <path d={path} />
      <rect x={copyFrom} width={Math.max(2, copyTo - copyFrom)} height={barHeight} rx="3" />
      <rect x={workFrom} y={bottom} width={Math.max(2, workTo - workFrom)} height={barHeight} rx="3" />
      {badges.map(({ x, y }) => (
        <g key={y} className={classes.badge}>
          <circle cx={x} cy={y} r="9" />
          <text x={x} y={y + 4}>
            {number}
          </text>
        </g>
      ))}
    </g>
  )
}

function Playhead({ copyX, workX, bottom }: { copyX: number; workX: number | null; bottom: number }) {
  const middle = barHeight + gap / 2
  return (
    <g className={classes.playhead}>
      <path d={`M${copyX} 0 V${barHeight}`} />
      <circle cx={copyX} cy={3} r="4" />
      {workX !== null && (
        <>
          <path
            d={`M${copyX} ${barHeight} C${copyX} ${middle} ${workX} ${middle} ${workX} ${bottom} V${bottom + barHeight}`}
          />
          <circle cx={workX} cy={bottom + barHeight - 3} r="4" />
        </>
      )}
    </g>
  )
}

function Track({ top, onSeek, children }: { top: number; onSeek: (fraction: number) => void; children?: ReactNode }) {
  const dragging = useRef(false)
  const seek = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    onSeek(Math.min(1, Math.max(0, (event.clientX - box.left) / Math.max(1, box.width))))
  }
  return (
    <div
      className={classes.grip}
      style={{ top, height: barHeight }}
      onPointerDown={(event) => {
        dragging.current = true
        event.currentTarget.setPointerCapture(event.pointerId)
        seek(event)
      }}
      onPointerMove={(event) => dragging.current && seek(event)}
      onPointerUp={() => {
        dragging.current = false
      }}
      onPointerCancel={() => {
        dragging.current = false
      }}
    >
      {children}
    </div>
  )
}
