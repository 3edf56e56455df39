import { useTranslation } from 'react-i18next'
import type { PaperView } from '../../../src/domains/verifications/contract.ts'
import { paperUrl } from '../../api.ts'
import classes from './papers.module.css'

/** Pictures of papers, each a link to its full size in a window of its own. */
export function Papers({
  requestId,
  papers,
  size,
}: {
  requestId: string
  papers: readonly PaperView[]
  size: 'small' | 'large'
}) {
  const { t } = useTranslation()
  return (
    <ul className={classes.papers} data-size={size}>
      {papers.map(({ fileId, name, widthPixels, heightPixels }) => (
        <li key={fileId}>
          <a
            href={paperUrl(requestId, fileId)}
            target="_blank"
            rel="noreferrer"
            className={classes.paper}
            aria-label={`${t('desk.openPaper', { name })} ${t('desk.newWindow')}`}
          >
            <img src={paperUrl(requestId, fileId)} alt="" loading="lazy" />
          </a>
          {size === 'large' && (
            <span className={classes.name}>
              {name}
              {widthPixels && heightPixels ? (
                <> · {t('desk.paperSize', { width: widthPixels, height: heightPixels })}</>
              ) : null}
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}
