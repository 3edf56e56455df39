import { NativeSelect, Title, VisuallyHidden } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  cellStates,
  marketRegions,
  type RightsMap as RightsMapView,
} from '../../../../src/domains/licensing/listings/contract.ts'
import { useFormats } from '../../../i18n/formats.ts'
import { ProblemNotice } from '../../../ui/problem.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import { getRightsMap } from '../market-api.ts'
import { useScopeWords } from '../scope/use-scope-words.ts'
import classes from './rights-map.module.css'
import page from './rights-page.module.css'

const yearsShown = [1, 3, 5, 10]
const dayMs = 86_400_000
type Span = RightsMapView['rows'][number]['cells'][number]['spans'][number]

const dayOf = (date: string) => Date.parse(`${date}T00:00:00Z`) / dayMs

/** Territory × medium, drawn over time: what is free in colour, and told in words to who asks. */
export function RightsMap({ workId }: { workId: string }) {
  const { t } = useTranslation()
  const words = useScopeWords()
  const [years, setYears] = useState(3)
  const [region, setRegion] = useState('')
  const from = new Date().toISOString().slice(0, 10)
  const to = `${Number(from.slice(0, 4)) + years}${from.slice(4) === '-02-29' ? '-02-28' : from.slice(4)}`
  const { data, error } = useQuery({
    queryKey: ['rights', 'map', workId, from, to, region],
    queryFn: () => getRightsMap(workId, { from, to, ...(region ? { region } : {}) }),
    placeholderData: keepPreviousData,
  })
  const media = data?.rows[0]?.cells.map(({ medium }) => medium) ?? []
  return (
    <section aria-labelledby="map" className={page.section}>
      <Title order={2} size="h4" id="map" mb={4}>
        {t('market.rights.map')}
      </Title>
      <p>{t('market.rights.mapLead')}</p>
      <div className={classes.tools}>
        <NativeSelect
          label={t('market.rights.place')}
          value={region}
          onChange={(event) => setRegion(event.currentTarget.value)}
          data={[
            { value: '', label: t('market.rights.wholeWorld') },
            ...marketRegions.map((value) => ({ value, label: words.territory(value) })),
          ]}
        />
        <NativeSelect
          label={t('market.rights.years')}
          value={String(years)}
          onChange={(event) => setYears(Number(event.currentTarget.value))}
          data={yearsShown.map((count) => ({ value: String(count), label: t('market.rights.yearsValue', { count }) }))}
        />
        <ul className={classes.legend}>
          {cellStates.map((state) => (
            <li key={state}>
              <span className={classes.swatch} data-state={state} aria-hidden /> {t(`market.rights.cell.${state}`)}
            </li>
          ))}
        </ul>
      </div>
      {error && <ProblemNotice error={error} />}
      {!data && !error && <Waiting words={t('market.rights.loading')} />}
      {data && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
        <section className={classes.scroll} tabIndex={0} aria-labelledby="map">
          <table className={classes.map}>
            <thead>
              <tr>
                <th scope="col">{t('market.rights.place')}</th>
                {media.map((medium) => (
                  <th key={medium} scope="col">
                    {words.medium(medium)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.rows.map(({ territory, cells }) => (
                <tr key={territory}>
                  <th scope="row">{words.territory(territory)}</th>
                  {cells.map(({ medium, spans }) => (
                    <td key={medium}>
                      <Cell spans={spans} from={data.from} to={data.to} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  )
}

function Cell({ spans, from, to }: { spans: readonly Span[]; from: string; to: string }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const whole = dayOf(to) - dayOf(from) + 1
  const told = spans.map(({ start, end, state }) =>
    t('market.rights.spanWords', {
      start: formats.calendarDate(start),
      end: formats.calendarDate(end),
      state: t(`market.rights.cell.${state}`),
    }),
  )
  return (
    <span className={classes.strip} title={told.join('\n')}>
      {spans.map(({ start, end, state }) => (
        <span
          key={start}
          className={classes.span}
          data-state={state}
          style={{ width: `${((dayOf(end) - dayOf(start) + 1) / whole) * 100}%` }}
          aria-hidden
        />
      ))}
      <VisuallyHidden>{told.join('; ')}</VisuallyHidden>
    </span>
  )
}
