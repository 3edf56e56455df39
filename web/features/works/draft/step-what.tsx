import { NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Category, categories } from '../../../../src/domains/works/contract.ts'
import { useFormats } from '../../../i18n/formats.ts'
import { commonLanguages } from '../work-words.ts'
import { useDraft } from './draft-context.ts'
import { Rows } from './rows.tsx'

const titleLengthMax = 500

export function StepWhat() {
  const { t } = useTranslation()
  const formats = useFormats()
  const { work, form, change } = useDraft()
  const tooLong = (title: string) =>
    title.trim().length > titleLengthMax
      ? t('draft.tooLong', { count: title.trim().length, max: formats.number(titleLengthMax) })
      : null
  return (
    <Stack gap="lg">
      <Text>
        {t('draft.kindIs')} <strong>{t(`works.kinds.${work.kind}`)}</strong>{' '}
        <Text component="span" size="sm" c="dimmed">
          {t('draft.kindFixed')}
        </Text>
      </Text>
      <TextInput
        label={t('draft.title')}
        description={t('draft.titleHint')}
        value={form.title}
        error={tooLong(form.title)}
        onChange={(event) => change({ title: event.currentTarget.value })}
        lang="zh-CN"
      />
      <Rows
        items={form.otherTitles}
        label={t('draft.otherTitles')}
        addWords={t('draft.addTitle')}
        removeWords={(i) => t('draft.removeTitle', { number: i + 1 })}
        fresh={() => ({ language: 'en', title: '' })}
        onChange={(otherTitles) => change({ otherTitles })}
      >
        {(item, changeItem, i) => (
          <>
            <TextInput
              label={t('draft.otherTitle', { number: i + 1 })}
              value={item.title}
              error={tooLong(item.title)}
              onChange={(event) => changeItem({ title: event.currentTarget.value })}
              lang={item.language}
            />
            <NativeSelect
              label={t('draft.titleLanguage', { number: i + 1 })}
              value={item.language}
              onChange={(event) => changeItem({ language: event.currentTarget.value })}
              data={[...new Set([...commonLanguages, item.language])].map((value) => ({
                value,
                label: formats.languageName(value),
              }))}
            />
          </>
        )}
      </Rows>
      <NativeSelect
        label={t('draft.category')}
        description={t('draft.categoryHint')}
        value={form.category}
        onChange={(event) => change({ category: Category.safeParse(event.currentTarget.value).data ?? '' })}
        data={[
          { value: '', label: t('draft.choose') },
          ...categories.map((value) => ({ value, label: t(`works.categories.${value}`) })),
        ]}
      />
    </Stack>
  )
}
