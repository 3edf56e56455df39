import { Button, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PasskeyView } from '../../../../src/domains/accounts/contract.ts'
import { removePasskey } from '../../../api.ts'
import { useProblemWords } from '../../../ui/problem.tsx'
import { SendForm } from '../../../ui/send-form.tsx'
import { When } from '../../../ui/when.tsx'
import { deviceName } from '../device-name.ts'
import { PasswordField } from '../fields.tsx'
import { browserSupportsWebAuthn, makePasskey } from '../passkey.ts'
import { DoneWords } from './done-words.tsx'
import classes from './me.module.css'
import { PasswordForm } from './secret-form.tsx'
import { Section } from './section.tsx'
import { useSecurityRefresh } from './security-query.ts'
import { useKeptFocus } from './use-kept-focus.ts'

export function PasskeysSection({ passkeys }: { passkeys: PasskeyView[] }) {
  const { t } = useTranslation()
  const refresh = useSecurityRefresh()
  const [isAdding, setAdding] = useState(false)
  const [added, setAdded] = useState(false)
  return (
    <Section title={t('accounts.me.passkeys.title')} words={t('accounts.me.passkeys.words')}>
      <DoneWords words={added ? t('accounts.me.passkeys.added') : null} />
      {passkeys.length > 0 && (
        <ul className={classes.list}>
          {passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} />
          ))}
        </ul>
      )}
      {!browserSupportsWebAuthn() ? (
        <Text c="dimmed">{t('accounts.me.passkeys.unsupported')}</Text>
      ) : isAdding ? (
        <NewPasskey
          onCancel={() => setAdding(false)}
          onDone={() => {
            setAdding(false)
            setAdded(true)
            void refresh()
          }}
        />
      ) : (
        <>
          {passkeys.length === 0 && (
            <Text c="dimmed" mb="md">
              {t('accounts.me.passkeys.none')}
            </Text>
          )}
          <Button
            variant="default"
            onClick={() => {
              setAdded(false)
              setAdding(true)
            }}
          >
            {t('accounts.me.passkeys.add')}
          </Button>
        </>
      )}
    </Section>
  )
}

function PasskeyRow({ passkey: { id, name, createdAt, lastUsedAt } }: { passkey: PasskeyView }) {
  const { t } = useTranslation()
  const refresh = useSecurityRefresh()
  const [isRemoving, setRemoving] = useState(false)
  const focus = useKeptFocus<HTMLLIElement>()
  return (
    <li {...focus}>
      <div className={classes.row}>
        <div className={classes.what}>
          <div className={classes.main}>{name}</div>
          <div className={classes.small}>
            {t('accounts.me.passkeys.created')} <When at={createdAt} precision="day" />
            {lastUsedAt && (
              <>
                {' · '}
                {t('accounts.me.passkeys.used')}
                <When at={lastUsedAt} />
              </>
            )}
          </div>
        </div>
        {!isRemoving && (
          <Button
            size="compact-sm"
            variant="subtle"
            aria-label={t('accounts.me.passkeys.removeOf', { name })}
            onClick={() => setRemoving(true)}
          >
            {t('accounts.me.passkeys.remove')}
          </Button>
        )}
      </div>
      {isRemoving && (
        <>
          <Text my="sm">{t('accounts.me.passkeys.removeWords', { name })}</Text>
          <PasswordForm
            submitWords={t('accounts.me.passkeys.remove')}
            send={async (password) => {
              await removePasskey(id, password)
              await refresh()
            }}
            onCancel={() => setRemoving(false)}
            isFinal
          />
        </>
      )}
    </li>
  )
}

function NewPasskey({ onCancel, onDone }: { onCancel: () => void; onDone: () => void }) {
  const { t } = useTranslation()
  const { wordsForCode } = useProblemWords()
  const [name, setName] = useState(() => deviceName(navigator.userAgent) ?? '')
  const [password, setPassword] = useState('')
  const [checked, setChecked] = useState(false)
  return (
    <div className={classes.field}>
      <SendForm
        submitWords={t('accounts.me.passkeys.addGo')}
        onCancel={{ words: t('accounts.cancel'), act: onCancel }}
        check={() => {
          setChecked(true)
          return name.trim() !== '' && password !== ''
        }}
        send={async () => {
          await makePasskey(name.trim(), password)
          onDone()
        }}
        atFields={['password_wrong']}
      >
        {(code) => (
          <>
            <TextInput
              label={t('accounts.me.passkeys.addName')}
              description={t('accounts.me.passkeys.addNameHint')}
              name="passkey-name"
              autoComplete="off"
              maxLength={100}
              value={name}
              error={checked && name.trim() === '' && t('accounts.required')}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <PasswordField
              label={t('accounts.passwordNow')}
              value={password}
              onChange={setPassword}
              error={
                (checked && password === '' && t('accounts.required')) ||
                (code === 'password_wrong' && wordsForCode(code))
              }
            />
          </>
        )}
      </SendForm>
    </div>
  )
}
