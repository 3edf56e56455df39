import { useTranslation } from 'react-i18next'
import type { TokenView } from '../../../../src/domains/accounts/contract.ts'
import { revokeToken } from '../../../api.ts'
import { Lines } from '../../../ui/lines.tsx'
import { ReadBack } from '../../../ui/read-back.tsx'
import { StateMark, type StateTone } from '../../../ui/state-mark.tsx'
import { When } from '../../../ui/when.tsx'
import classes from './tokens-page.module.css'

const tones: Record<'valid' | 'expired' | 'revoked', StateTone> = { valid: 'good', expired: 'plain', revoked: 'plain' }

const stateOf = ({ revokedAt, expiresAt }: TokenView) =>
  revokedAt !== null ? 'revoked' : expiresAt !== null && Date.parse(expiresAt) <= Date.now() ? 'expired' : 'valid'

interface TokenRowProps {
  token: TokenView
  /** Absent where it can only be read. */
  onRevoked?: () => Promise<unknown>
}

export function TokenRow({ token, onRevoked }: TokenRowProps) {
  const { t } = useTranslation()
  const state = stateOf(token)
  return (
    <>
      <div className={classes.facts}>
        <div className={classes.name}>
          <span>{token.name}</span>
          <StateMark tone={tones[state]}>{t(`tokens.state.${state}`)}</StateMark>
        </div>
        <div className={classes.scopes}>
          <Lines
            items={token.scopes.map(
              (scope) => `${t(`tokens.scope.${scope}`)}${t('colon')}${t(`tokens.scopeWords.${scope}`)}`,
            )}
          />
        </div>
        <div className={classes.small}>
          <span>
            {token.createdBy ? t('tokens.by', { name: token.createdBy }) : t('tokens.created')}{' '}
            <When at={token.createdAt} precision="day" />
          </span>
          {token.revokedAt !== null ? (
            <span>
              {t('tokens.revokedAt')} <When at={token.revokedAt} />
            </span>
          ) : token.expiresAt === null ? (
            <span>{t('tokens.never')}</span>
          ) : (
            <span>
              {t('tokens.expires')} <When at={token.expiresAt} precision="day" />
            </span>
          )}
          {token.lastUsedAt === null ? (
            <span>{t('tokens.unused')}</span>
          ) : (
            <span>
              {t('tokens.lastUsed')} <When at={token.lastUsedAt} />
            </span>
          )}
        </div>
      </div>
      {onRevoked && token.revokedAt === null && (
        <ReadBack
          ask={t('tokens.revoke')}
          about={token.name}
          effect={t('tokens.revokeEffect', { name: token.name })}
          yes={t('tokens.revokeYes')}
          onYes={async () => {
            await revokeToken(token.id)
            await onRevoked()
          }}
        />
      )}
    </>
  )
}
