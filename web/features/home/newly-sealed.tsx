import { Button, TextInput, Title } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RegistryEntry } from '../../../src/domains/works/contract.ts'
import { registryPosterUrl } from '../../api.ts'
import { useFormats } from '../../i18n/formats.ts'
import { PlainLink } from '../../ui/link.tsx'
import { Poster } from '../../ui/poster.tsx'
import { When } from '../../ui/when.tsx'
import classes from './newly-sealed.module.css'

export function NewlySealed({ entries }: { entries: RegistryEntry[] }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const navigate = useNavigate()
  const [query, setQuery] = useState('')
  const search = (event: FormEvent) => {
    event.preventDefault()
    void navigate({ to: '/registry', search: query.trim() === '' ? {} : { query: query.trim() } })
  }
  return (
    <section className={classes.section} aria-labelledby="registry">
      <div className={classes.head}>
        <Title order={2} id="registry">
          {t('home.registryTitle')}
        </Title>
        <search>
          <form onSubmit={search} className={classes.search}>
            <TextInput
              type="search"
              aria-label={t('home.searchLabel')}
              placeholder={t('home.searchExample')}
              value={query}
              onChange={(event) => setQuery(event.currentTarget.value)}
              leftSection={<IconSearch size={18} aria-hidden />}
            />
            <Button type="submit" size="md" variant="default">
              {t('home.search')}
            </Button>
          </form>
        </search>
      </div>
      {entries.length > 0 && (
        <ul className={classes.entries}>
          {entries.map((entry) => (
            <li key={entry.registrationNumber}>
              <PlainLink to="/registry/$number" params={{ number: entry.registrationNumber }} className={classes.entry}>
                <Poster src={entry.hasPoster ? registryPosterUrl(entry.registrationNumber) : null} kind={entry.kind} />
                <span className={classes.title}>{entry.title}</span>
                <span className={classes.holders}>{formats.list(entry.rightHolders.map(({ name }) => name))}</span>
                <span className={classes.sealed}>
                  <When at={entry.registeredAt} precision="day" />
                </span>
              </PlainLink>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
