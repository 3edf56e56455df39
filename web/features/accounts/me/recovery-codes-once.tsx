import '@mantine/core/styles/Checkbox.layer.css'
import '@mantine/core/styles/InlineInput.layer.css'
import { Button, Checkbox, Group, Stack, Text } from '@mantine/core'
import { IconDownload, IconPrinter } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../../../ui/card.tsx'
import { CopyButton } from '../../../ui/copy-button.tsx'
import classes from './me.module.css'

/** Shown this one time, so it stays until the person says that they are kept. */
export function RecoveryCodesOnce({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  const { t } = useTranslation()
  const [isKept, setKept] = useState(false)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const text = `${t('accounts.me.recovery.fileTitle')}\n\n${codes.join('\n')}\n`

  return (
    <Card tone="warm">
      <Stack gap="md">
        <h3 ref={heading} tabIndex={-1} style={{ margin: 0 }}>
          {t('accounts.me.recovery.shownTitle')}
        </h3>
        <Text>{t('accounts.me.recovery.shownWords')}</Text>
        <ul className={classes.codes} aria-label={t('accounts.me.recovery.list')}>
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <Group gap="xs" className="no-print">
          <CopyButton text={text} what={t('accounts.me.recovery.list')} />
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconDownload size={16} aria-hidden />}
            onClick={() => download('qianyin-recovery-codes.txt', text)}
          >
            {t('accounts.me.recovery.download')}
          </Button>
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconPrinter size={16} aria-hidden />}
            onClick={() => window.print()}
          >
            {t('accounts.me.recovery.print')}
          </Button>
        </Group>
        <Checkbox
          className="no-print"
          size="md"
          label={t('accounts.me.recovery.kept')}
          checked={isKept}
          onChange={(event) => setKept(event.currentTarget.checked)}
        />
        <Group className="no-print">
          <Button disabled={!isKept} onClick={onKept}>
            {t('accounts.me.recovery.done')}
          </Button>
        </Group>
      </Stack>
    </Card>
  )
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
