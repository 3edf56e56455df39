import { Button } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'

/** `what` is said to screen readers: "Copy SHA-256". */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2500)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => navigator.clipboard.writeText(text).then(() => setCopied(true), selectInstead)
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      onClick={copy}
      aria-label={copied ? t('copy.done') : t('copy.what', { what })}
      leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
    >
      <span aria-live="polite">{copied ? t('copy.done') : t('copy.short')}</span>
    </Button>
  )
}

/** Without a secure page the clipboard is closed to scripts; the number stays selectable by hand. */
const selectInstead = () => undefined
