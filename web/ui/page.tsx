import { Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './page.module.css'

interface PageProps {
  title: string
  /** Above the title: where this page hangs. */
  above?: ReactNode
  /** Right of the title: the one main action. */
  action?: ReactNode
  lead?: ReactNode
  width?: 'narrow' | 'normal' | 'wide'
  hiddenTitle?: boolean
  children: ReactNode
}

export function usePageTitle(title: string): void {
  const { t } = useTranslation()
  const product = t('product')
  useEffect(() => {
    document.title = title === '' ? product : `${title} · ${product}`
  }, [title, product])
}

export function Page({ title, above, action, lead, width = 'normal', hiddenTitle = false, children }: PageProps) {
  usePageTitle(title)
  return (
    <div className={classes.page} data-width={width}>
      {above && <div className={classes.above}>{above}</div>}
      <div className={classes.head} data-hidden={hiddenTitle || undefined}>
        <div>
          <Title order={1} className={classes.title}>
            {title}
          </Title>
          {lead && <div className={classes.lead}>{lead}</div>}
        </div>
        {action && <div className={classes.action}>{action}</div>}
      </div>
      {children}
    </div>
  )
}
