import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { AuditEntryView } from '../../../src/domains/accounts/contract.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { When } from '../../ui/when.tsx'
import classes from './audit-entry.module.css'
import { useAuditWords } from './words.ts'

interface AuditEntryProps {
  entry: AuditEntryView
  onSubject: (subjectId: string) => void
}

/** What was done by whom at a glance; everything else opens below. */
export function AuditEntry({ entry, onSubject }: AuditEntryProps) {
  const { t } = useTranslation()
  const words = useAuditWords()
  const details = Object.entries(entry.details)
  return (
    <>
      <div className={classes.line}>
        <span className={classes.action}>{words.ofAction(entry.action)}</span>
        <span className={classes.small}>
          <Who entry={entry} />
          {entry.organisation && <> · {entry.organisation.name}</>}
        </span>
        <span className={classes.when}>
          <When at={entry.at} precision="second" />
        </span>
      </div>
      <Changes entry={entry} />
      <details className={classes.details}>
        <summary>{t('audit.particulars')}</summary>
        <Facts
          items={[
            {
              name: t('audit.subject'),
              value: (
                <span className={classes.id}>
                  <span className="mono">{entry.subjectId}</span>
                  <CopyButton text={entry.subjectId} what={t('audit.subject')} />
                  <Button size="compact-sm" variant="subtle" onClick={() => onSubject(entry.subjectId)}>
                    {t('audit.onlyThis')}
                  </Button>
                </span>
              ),
            },
            ...details.map(([key, value]) => ({
              name: words.ofField(key),
              value: <span className={classes.value}>{words.ofValue(value)}</span>,
            })),
            { name: t('audit.action'), value: <span className="mono">{entry.action}</span> },
            {
              name: t('audit.request'),
              value: (
                <span className={classes.id}>
                  <span className="mono">{entry.requestId}</span>
                  <CopyButton text={entry.requestId} what={t('audit.request')} />
                </span>
              ),
            },
            { name: t('audit.address'), value: entry.address && <span className="mono">{entry.address}</span> },
            { name: t('audit.entry'), value: <span className="mono">{entry.id}</span> },
          ]}
        />
      </details>
    </>
  )
}

function Who({ entry: { person, tokenId, actorKind } }: { entry: AuditEntryView }) {
  const { t } = useTranslation()
  if (person) return person.name
  if (tokenId) return t('audit.byToken', { id: tokenId })
  if (actorKind === 'operator') return t('audit.byOperator')
  return t(actorKind === 'person' ? 'audit.erased' : 'audit.nobody')
}

/** As it was and as it is, one line each; what stayed the same is left out. */
function Changes({ entry: { before, after } }: { entry: AuditEntryView }) {
  const { t } = useTranslation()
  const words = useAuditWords()
  const keys = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  const changed = keys
    .map((key) => ({ key, was: before?.[key], is: after?.[key] }))
    .filter(({ was, is }) => JSON.stringify(was) !== JSON.stringify(is))
  if (changed.length === 0) return null
  return (
    <ul className={classes.changes} aria-label={t('audit.change')}>
      {changed.map(({ key, was, is }) => (
        <li key={key}>
          {words.ofField(key)}
          {t('colon')}
          {after === null ? (
            <del>{words.ofValue(was)}</del>
          ) : (
            <>
              {before && <>{words.ofValue(was)} → </>}
              <strong>{words.ofValue(is)}</strong>
            </>
          )}
        </li>
      ))}
    </ul>
  )
}
