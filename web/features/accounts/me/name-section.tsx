import { NativeSelect, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProfileView } from '../../../../src/domains/accounts/contract.ts'
import { saveProfile } from '../../../api.ts'
import { changeLanguage, languages } from '../../../i18n/language.ts'
import { SendForm } from '../../../ui/send-form.tsx'
import { sessionQuery } from '../session.ts'
import { DoneWords } from './done-words.tsx'
import classes from './me.module.css'
import { Section } from './section.tsx'
import { profileQuery } from './security-query.ts'

/** Each language by its own name, so that everybody finds theirs. */
const ownNames = { 'zh-CN': '简体中文', en: 'English' }

export function NameSection({ profile }: { profile: ProfileView }) {
  const { t, i18n } = useTranslation()
  const queryClient = useQueryClient()
  const [name, setName] = useState(profile.name)
  const [language, setLanguage] = useState(profile.language)
  const [saved, setSaved] = useState(false)
  const isEmpty = name.trim() === ''
  const change = (act: () => void) => {
    setSaved(false)
    act()
  }
  return (
    <Section title={t('accounts.me.profile.title')} words={t('accounts.me.profile.words')}>
      <SendForm
        submitWords={t('accounts.me.profile.save')}
        check={() => !isEmpty}
        send={async () => {
          queryClient.setQueryData(profileQuery.queryKey, await saveProfile({ name: name.trim(), language }))
          void queryClient.invalidateQueries(sessionQuery)
          if (language !== i18n.language) await changeLanguage(language)
          setSaved(true)
        }}
      >
        <TextInput
          className={classes.field}
          label={t('accounts.name')}
          name="name"
          autoComplete="name"
          value={name}
          error={isEmpty && t('accounts.required')}
          onChange={(event) => {
            const { value } = event.currentTarget
            change(() => setName(value))
          }}
        />
        <NativeSelect
          className={classes.field}
          label={t('accounts.me.profile.language')}
          description={t('accounts.me.profile.languageHint')}
          value={language}
          onChange={(event) => {
            const { value } = event.currentTarget
            change(() => setLanguage(languages.find((known) => known === value) ?? language))
          }}
          data={languages.map((value) => ({ value, label: ownNames[value] }))}
        />
        <DoneWords words={saved ? t('accounts.me.saved') : null} />
      </SendForm>
    </Section>
  )
}
