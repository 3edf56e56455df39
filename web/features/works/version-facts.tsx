import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { RegistryEntry, WorkKind } from '../../../src/domains/works/contract.ts'
import { useFormats } from '../../i18n/formats.ts'
import { Facts } from '../../ui/facts.tsx'
import { Lines } from '../../ui/lines.tsx'

type PublicFacts = Pick<
  RegistryEntry,
  | 'otherTitles'
  | 'authors'
  | 'rightHolders'
  | 'createdOn'
  | 'firstPublishedOn'
  | 'languages'
  | 'synopsis'
  | 'aiUse'
  | 'season'
  | 'filing'
> & { kind: WorkKind; category: RegistryEntry['category'] | null }

/** What anyone may read of a sealed version. */
export function VersionFacts({ facts }: { facts: PublicFacts }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { filing, aiUse } = facts
  const lines = (items: string[]): ReactNode => (items.length === 0 ? '' : <Lines items={items} />)
  const text = (value: string): ReactNode =>
    value === '' ? '' : <span style={{ whiteSpace: 'pre-line' }}>{value}</span>
  return (
    <Facts
      items={[
        { name: t('draft.fields.kind'), value: t(`works.kinds.${facts.kind}`) },
        { name: t('draft.fields.category'), value: facts.category ? t(`works.categories.${facts.category}`) : '' },
        {
          name: t('draft.fields.otherTitles'),
          value: lines(facts.otherTitles.map(({ language, title }) => `${title} · ${formats.languageName(language)}`)),
        },
        {
          name: t('draft.fields.authors'),
          value: lines(facts.authors.map(({ name, role }) => `${name} · ${t(`works.roles.${role}`)}`)),
        },
        {
          name: t('draft.fields.rightHolders'),
          value: lines(
            facts.rightHolders.map(
              ({ name, shareBasisPoints }) => `${name} · ${formats.percent(shareBasisPoints / 10_000)}`,
            ),
          ),
        },
        { name: t('draft.fields.createdOn'), value: facts.createdOn ? formats.calendarDate(facts.createdOn) : '' },
        {
          name: t('draft.fields.firstPublishedOn'),
          value: facts.firstPublishedOn ? formats.calendarDate(facts.firstPublishedOn) : '',
        },
        {
          name: t('draft.fields.languages'),
          value: facts.languages.length > 0 ? formats.list(facts.languages.map(formats.languageName)) : '',
        },
        { name: t('draft.fields.season'), value: facts.season ? formats.number(facts.season) : '' },
        {
          name: t('draft.fields.filing'),
          value: filing
            ? lines([
                `${t(`works.filingClasses.${filing.class}`)} · ${t(`works.filingDocuments.${filing.documentType}`)}`,
                filing.number,
                `${filing.issuer} · ${formats.calendarDate(filing.issuedOn)}`,
                t(`works.regimes.${filing.regime}`),
              ])
            : '',
        },
        {
          name: t('draft.fields.aiUse'),
          value: aiUse
            ? lines([t(`works.aiUse.${aiUse.level}`), ...(aiUse.statement === '' ? [] : [aiUse.statement])])
            : '',
        },
        { name: t('draft.fields.synopsis'), value: text(facts.synopsis) },
      ]}
    />
  )
}
