import '@mantine/core/styles/Combobox.layer.css'
import '@mantine/core/styles/Popover.layer.css'
import '@mantine/core/styles/ScrollArea.layer.css'
import '@mantine/core/styles/Pill.layer.css'
import '@mantine/core/styles/PillsInput.layer.css'
import { MultiSelect, NativeSelect, TextInput } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { marketRegions } from '../../../../src/domains/licensing/listings/contract.ts'
import { countries } from '../../../../src/kernel/countries.ts'
import classes from './scope-fields.module.css'
import { exclusivityChoices, type ScopeForm } from './scope-form.ts'
import { useScopeWords } from './use-scope-words.ts'

const languagesShown = [
  'en',
  'id',
  'ms',
  'th',
  'vi',
  'tl',
  'km',
  'my',
  'ja',
  'ko',
  'zh-Hans',
  'zh-Hant',
  'yue',
  'es-419',
  'es-ES',
  'pt-BR',
  'pt-PT',
  'fr',
  'de',
  'it',
  'ru',
  'tr',
  'ar',
  'hi',
  'sw',
] as const
const modesShown = ['SUB', 'DUB'] as const

interface ScopeFieldsProps {
  value: ScopeForm
  onChange: (value: ScopeForm) => void
  /** Territories may be taken out of a group. */
  hasExclude?: boolean
  hasExclusivity?: boolean
  isFaulty?: boolean
}

/** Where, how, in which languages and when. */
export function ScopeFields({
  value,
  onChange,
  hasExclude = false,
  hasExclusivity = true,
  isFaulty = false,
}: ScopeFieldsProps) {
  const { t, i18n } = useTranslation()
  const words = useScopeWords()
  const set = (change: Partial<ScopeForm>) => onChange({ ...value, ...change })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change with the language alone
  const lists = useMemo(() => {
    const { compare } = new Intl.Collator(i18n.language)
    const named = (codes: readonly string[]) => codes.map((code) => ({ value: code, label: words.territory(code) }))
    const single = named(countries).sort((a, b) => compare(a.label, b.label))
    return {
      territories: [...named(['WORLD', ...marketRegions, 'EU@2020-02-01']), ...single],
      single,
      media: words.mediaShown.map((code) => ({ value: code, label: words.medium(code) })),
      languages: languagesShown.flatMap((tag) => [
        ...modesShown.map((mode) => ({ value: `${tag}:${mode}`, label: words.language({ tag, mode }) })),
        { value: tag, label: words.language({ tag, mode: '*' }) },
      ]),
    }
  }, [i18n.language])
  const picker = {
    searchable: true,
    hidePickedOptions: true,
    nothingFoundMessage: t('market.scope.none'),
    maxDropdownHeight: 260,
    comboboxProps: { withinPortal: false },
  } as const
  const isMissing = (isGiven: boolean) => isFaulty && !isGiven
  return (
    <div className={classes.fields}>
      <MultiSelect
        {...picker}
        label={t('market.scope.territories')}
        placeholder={value.territories.length === 0 ? t('market.scope.territoriesHint') : ''}
        data={lists.territories}
        value={value.territories}
        onChange={(territories) => set({ territories })}
        error={isMissing(value.territories.length > 0)}
      />
      {hasExclude && (
        <MultiSelect
          {...picker}
          label={t('market.scope.exclude')}
          data={lists.single}
          value={value.exclude}
          onChange={(exclude) => set({ exclude })}
        />
      )}
      <MultiSelect
        {...picker}
        label={t('market.scope.media')}
        placeholder={value.media.length === 0 ? t('market.scope.choose') : ''}
        data={lists.media}
        value={value.media}
        onChange={(media) => set({ media })}
        error={isMissing(value.media.length > 0)}
      />
      <MultiSelect
        {...picker}
        label={t('market.scope.languages')}
        placeholder={value.languages.length === 0 ? t('market.scope.languagesHint') : ''}
        data={lists.languages}
        value={value.languages}
        onChange={(languages) => set({ languages })}
      />
      <div className={classes.pair}>
        <TextInput
          type="date"
          label={t('market.scope.from')}
          value={value.from}
          onChange={(event) => set({ from: event.currentTarget.value })}
          error={isMissing(value.from !== '')}
        />
        <TextInput
          type="date"
          label={`${t('market.scope.to')} (${t('market.scope.toHint')})`}
          value={value.to}
          onChange={(event) => set({ to: event.currentTarget.value })}
          error={isFaulty && value.to !== '' && value.to < value.from}
        />
      </div>
      {hasExclusivity && (
        <NativeSelect
          label={t('market.scope.exclusivity')}
          value={value.exclusivity}
          onChange={(event) =>
            set({
              exclusivity: exclusivityChoices.find((one) => one === event.currentTarget.value) ?? 'non_exclusive',
            })
          }
          data={exclusivityChoices.map((one) => ({ value: one, label: t(`market.exclusivity.${one}`) }))}
        />
      )}
      {isFaulty && (
        <p className={classes.missing} role="alert">
          {t('market.scope.missing')}
        </p>
      )}
    </div>
  )
}
