import { useTranslation } from 'react-i18next'
import type { DeskItem, VerificationState } from '../../../../src/domains/verifications/contract.ts'
import { useFormats } from '../../../i18n/formats.ts'
import { PlainLink } from '../../../ui/link.tsx'
import { When } from '../../../ui/when.tsx'
import classes from './desk-list.module.css'

interface DeskListProps {
  items: readonly DeskItem[]
  state: VerificationState
  chosenId: string | undefined
  isWide: boolean
}

export function DeskList({ items, state, chosenId, isWide }: DeskListProps) {
  return (
    <ul className={classes.list}>
      {items.map((item) => {
        const shared = {
          id: `request-${item.id}`,
          className: classes.item ?? '',
          'aria-current': item.id === chosenId || undefined,
          children: <ItemWords item={item} />,
        }
        return (
          <li key={item.id}>
            {isWide ? (
              <PlainLink
                to="/verifications/desk"
                search={{ state, id: item.id }}
                replace
                resetScroll={false}
                {...shared}
              />
            ) : (
              <PlainLink to="/verifications/$id" params={{ id: item.id }} {...shared} />
            )}
          </li>
        )
      })}
    </ul>
  )
}

function ItemWords({ item }: { item: DeskItem }) {
  const { t } = useTranslation()
  const formats = useFormats()
  return (
    <>
      <span className={classes.name}>{item.organisation.name}</span>
      <span className={classes.small}>
        {t(`verifications.kinds.${item.kind}`)} · {formats.countryName(item.country)}
      </span>
      <span className={classes.small}>
        {item.waitingMs === null ? (
          <When at={item.decidedAt ?? item.createdAt} />
        ) : (
          t('desk.waited', { span: formats.span(item.waitingMs / 1000) })
        )}
      </span>
    </>
  )
}
