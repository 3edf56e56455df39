import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CheckView } from '../../../../src/domains/fingerprints/contract.ts'
import { checkFrameUrl, checkMediaUrl, type Side } from '../../../api.ts'
import type { CheckMatch } from '../check-match.ts'
import classes from './compare-picture.module.css'
import { KeyHelp } from './key-help.tsx'
import { lieOf } from './lie-on.ts'
import { Stage, type StageMode } from './stage.tsx'
import { MirrorButton } from './transport.tsx'
import { useCompareKeys } from './use-compare-keys.ts'
import { ViewControls } from './view-controls.tsx'

/** What turns the copy back upright; a quarter turn needs a square box to keep its corners. */
const undoing: Record<string, { transform: string; turnsSides: boolean }> = {
  mirrored: { transform: 'scaleX(-1)', turnsSides: false },
  flipped: { transform: 'scaleY(-1)', turnsSides: false },
  'rotated:90': { transform: 'rotate(-90deg)', turnsSides: true },
  'rotated:180': { transform: 'rotate(180deg)', turnsSides: false },
  'rotated:270': { transform: 'rotate(90deg)', turnsSides: true },
  transposed: { transform: 'matrix(0, 1, 1, 0, 0, 0)', turnsSides: true },
  transversed: { transform: 'matrix(0, -1, -1, 0, 0, 0)', turnsSides: true },
}

export function ComparePicture({
  check,
  match,
  matchIndex,
}: {
  check: CheckView
  match: CheckMatch
  matchIndex: number
}) {
  const { t } = useTranslation()
  const [mode, setMode] = useState<StageMode>('side')
  const [amount, setAmount] = useState(0.5)
  const [isTurned, setTurned] = useState(false)
  const turn = match.edits.map((edit) => undoing[edit]).find((known) => known !== undefined) ?? undoing.mirrored
  const turnsSides = turn?.turnsSides ?? false

  const toggleTurn = () => setTurned(!isTurned)
  useCompareKeys({
    m: toggleTurn,
    o: () => setMode(mode === 'side' ? 'overlay' : 'side'),
  })

  return (
    <>
      <ViewControls mode={mode} amount={amount} onMode={setMode} onAmount={setAmount} />
      <Stage
        mode={mode}
        amount={amount}
        aspect={turnsSides ? 1 : (check.file.widthPixels ?? 4) / (check.file.heightPixels ?? 3)}
        copyTransform={isTurned ? turn?.transform : undefined}
        lie={lieOf(match.transform, match)}
        copyName={check.file.name}
        workName={match.title}
        workVeil={null}
        copy={<PictureOf check={check} side="query" matchIndex={matchIndex} whole alt={t('compare.copy')} />}
        work={
          <PictureOf check={check} side="work" matchIndex={matchIndex} whole={match.ownWork} alt={t('compare.work')} />
        }
      />
      <div className={classes.buttons}>
        <MirrorButton
          isMirrored={isTurned}
          onMirror={toggleTurn}
          words={turnsSides || match.edits.includes('flipped') ? t('compare.turnBack') : t('compare.mirror')}
        />
      </div>
      <KeyHelp kind="picture" />
    </>
  )
}

interface PictureOfProps {
  check: CheckView
  side: Side
  matchIndex: number
  /** May the whole file be shown? Otherwise, or where the browser cannot, the server's smaller picture. */
  whole: boolean
  alt: string
}

function PictureOf({ check, side, matchIndex, whole, alt }: PictureOfProps) {
  const { t } = useTranslation()
  const [tries, setTries] = useState(whole ? 0 : 1)
  if (tries > 1) return <span data-words>{t('compare.frameFailed')}</span>
  const src = tries === 0 ? checkMediaUrl(check.id, side, matchIndex) : checkFrameUrl(check.id, side, matchIndex, 0)
  return <img src={src} alt={alt} draggable={false} onError={() => setTries(tries + 1)} />
}
