import { ActionIcon, Button } from '@mantine/core'
import {
  IconChevronLeft,
  IconChevronRight,
  IconEar,
  IconFlipHorizontal,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerSkipBack,
  IconPlayerSkipForward,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './transport.module.css'

interface TransportProps {
  isPlaying: boolean
  onPlayPause: () => void
  onStep: (frames: 1 | -1) => void
  onJump: (step: 1 | -1) => void
  /** What else this kind of file can do. */
  more: ReactNode
  /** "This second of the copy is that second of the work", in large. */
  readout: ReactNode
}

export function Transport({ isPlaying, onPlayPause, onStep, onJump, more, readout }: TransportProps) {
  const { t } = useTranslation()
  return (
    <div className={classes.transport}>
      <div className={classes.buttons}>
        <ActionIcon size={40} variant="default" aria-label={t('compare.keys.previous')} onClick={() => onJump(-1)}>
          <IconPlayerSkipBack size={20} aria-hidden />
        </ActionIcon>
        <ActionIcon size={40} variant="default" aria-label={t('compare.keys.back')} onClick={() => onStep(-1)}>
          <IconChevronLeft size={22} aria-hidden />
        </ActionIcon>
        <Button
          size="md"
          className={classes.play}
          onClick={onPlayPause}
          leftSection={
            isPlaying ? <IconPlayerPauseFilled size={18} aria-hidden /> : <IconPlayerPlayFilled size={18} aria-hidden />
          }
        >
          {isPlaying ? t('compare.pause') : t('compare.play')}
        </Button>
        <ActionIcon size={40} variant="default" aria-label={t('compare.keys.forward')} onClick={() => onStep(1)}>
          <IconChevronRight size={22} aria-hidden />
        </ActionIcon>
        <ActionIcon size={40} variant="default" aria-label={t('compare.keys.next')} onClick={() => onJump(1)}>
          <IconPlayerSkipForward size={20} aria-hidden />
        </ActionIcon>
        {more}
      </div>
      <p className={classes.readout}>{readout}</p>
    </div>
  )
}

export function MirrorButton({
  isMirrored,
  onMirror,
  words,
}: {
  isMirrored: boolean
  onMirror: () => void
  words?: string
}) {
  const { t } = useTranslation()
  return (
    <Button
      variant={isMirrored ? 'filled' : 'default'}
      aria-pressed={isMirrored}
      onClick={onMirror}
      size="md"
      px={14}
      leftSection={<IconFlipHorizontal size={18} aria-hidden />}
    >
      {words ?? t('compare.mirror')}
    </Button>
  )
}

export function HearButton({ heard, onSwap }: { heard: 'copy' | 'work'; onSwap: () => void }) {
  const { t } = useTranslation()
  return (
    <Button variant="default" onClick={onSwap} size="md" px={14} leftSection={<IconEar size={18} aria-hidden />}>
      {heard === 'copy' ? t('compare.hearWork') : t('compare.hearCopy')}
    </Button>
  )
}
