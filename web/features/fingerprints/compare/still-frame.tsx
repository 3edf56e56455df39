import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'

/** The picture of one moment; the former one stays until the new one is there, so that nothing blinks. */
export function StillFrame({ src, alt, className }: { src: string; alt: string; className: string | undefined }) {
  const { t } = useTranslation()
  const [shown, setShown] = useState<string | null>(null)
  const [failed, setFailed] = useState(false)

  useEffect(() => {
    const picture = new Image()
    let wanted = true
    const timer = setTimeout(() => {
      picture.onload = () => {
        if (!wanted) return
        setShown(src)
        setFailed(false)
      }
      picture.onerror = () => wanted && setFailed(true)
      picture.src = src
    }, 80)
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [src])

  if (failed) return <span data-words>{t('compare.frameFailed')}</span>
  if (shown === null) return <span data-words>{t('compare.frameLoading')}</span>
  return <img src={shown} alt={alt} className={className} draggable={false} />
}
