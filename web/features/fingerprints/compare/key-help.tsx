import { Kbd } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { SingleKeysSwitch } from '../../../ui/single-keys.tsx'
import classes from './key-help.module.css'

const videoKeys = [
  { keys: ['Space'], words: 'play' },
  { keys: ['←', '→'], words: 'step' },
  { keys: ['Shift', '←', '→'], words: 'second' },
  { keys: ['[', ']'], words: 'jump' },
  { keys: ['M'], words: 'mirror' },
  { keys: ['O'], words: 'overlay' },
] as const

const soundKeys = [...videoKeys.slice(0, 4), { keys: ['H'], words: 'hear' }] as const

const pictureKeys = [
  { keys: ['M'], words: 'mirror' },
  { keys: ['O'], words: 'overlay' },
] as const

const keysOf = {
  video: videoKeys,
  sound: soundKeys,
  copySound: videoKeys.slice(0, 4),
  picture: pictureKeys,
} as const

export function KeyHelp({ kind }: { kind: keyof typeof keysOf }) {
  const { t } = useTranslation()
  return (
    <details className={classes.help}>
      <summary>{t('compare.keys.title')}</summary>
      <dl>
        {keysOf[kind].map(({ keys, words }) => (
          <div key={words}>
            <dt>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{t(`compare.keys.${words}`)}</dd>
          </div>
        ))}
      </dl>
      <SingleKeysSwitch />
    </details>
  )
}
