import { Button, NativeSelect, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AvailsImportReport } from '../../../../src/domains/licensing/listings/contract.ts'
import { listWorks } from '../../../api.ts'
import { ProblemNotice } from '../../../ui/problem.tsx'
import { StateMark } from '../../../ui/state-mark.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import { importAvails } from '../market-api.ts'
import { useScopeWords } from '../scope/use-scope-words.ts'
import classes from './rights-page.module.css'

const bytesMax = 650_000
const understoodShownMax = 100

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}

/** Read first, line by line; entered as a whole, or not at all. */
export function AvailsImport({ workId }: { workId: string }) {
  const { t } = useTranslation()
  const words = useScopeWords()
  const queryClient = useQueryClient()
  const field = useRef<HTMLInputElement>(null)
  const [workbook, setWorkbook] = useState('')
  const [isTooLarge, setTooLarge] = useState(false)
  const [chosen, setChosen] = useState<Record<string, string>>({})
  const works = useQuery({ queryKey: ['works', 'list', ''], queryFn: () => listWorks({ limit: 100 }) })
  const reading = useMutation({
    mutationFn: (read: string) => importAvails({ workbook: read, mode: 'check' }),
    onSuccess: (report) => {
      const [only] = report.works
      setChosen(report.works.length === 1 && only ? { [only.key]: workId } : {})
    },
  })
  const entering = useMutation({
    mutationFn: () => importAvails({ workbook, mode: 'enter', works: chosen }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['rights'] }),
  })
  const take = async (file: File | undefined) => {
    if (!file) return
    entering.reset()
    setTooLarge(file.size > bytesMax)
    if (file.size > bytesMax) return
    const read = await base64Of(file)
    setWorkbook(read)
    reading.mutate(read)
  }
  const report = reading.data
  const hasErrors = report?.issues.some(({ severity }) => severity === 'error') ?? false
  const isAssigned = report?.works.every(({ key, grants }) => grants === 0 || chosen[key]) ?? false
  return (
    <section aria-labelledby="import" className={classes.section}>
      <Title order={2} size="h4" id="import" mb={4}>
        {t('market.rights.import')}
      </Title>
      <p>{t('market.rights.importLead')}</p>
      <input
        ref={field}
        type="file"
        accept=".xlsx"
        hidden
        aria-label={t('market.rights.choose')}
        onChange={(event) => void take(event.currentTarget.files?.[0])}
      />
      <Button variant="default" onClick={() => field.current?.click()}>
        {t('market.rights.choose')}
      </Button>
      <div aria-live="polite">
        {isTooLarge && <Text mt="sm">{t('market.rights.tooLarge')}</Text>}
        {reading.isPending && <Waiting words={t('market.rights.reading')} />}
        {reading.isError && <ProblemNotice error={reading.error} />}
        {report && !entering.isSuccess && (
          <>
            <Report report={report} />
            {report.works.map(({ key, title, grants }) =>
              grants === 0 ? null : (
                <NativeSelect
                  key={key}
                  mt="sm"
                  label={t('market.rights.assign', { title })}
                  value={chosen[key] ?? ''}
                  onChange={(event) => setChosen({ ...chosen, [key]: event.currentTarget.value })}
                  data={[
                    { value: '', label: t('market.rights.skipWork') },
                    ...(works.data?.items ?? []).map((work) => ({
                      value: work.id,
                      label: work.id === workId ? `${work.title} (${t('market.rights.thisWork')})` : work.title,
                    })),
                  ]}
                />
              ),
            )}
            <ul className={classes.issues}>
              {report.understood.slice(0, understoodShownMax).map((one) => (
                <li key={`${one.sheet}${one.row}`}>
                  {t('market.rights.row', { sheet: one.sheet, row: one.row })}
                  {' · '}
                  {t(`market.rights.types.${one.type}`)}
                  {one.licensee && ` · ${one.licensee}`} · {t(`market.exclusivity.${one.exclusivity}`)} ·{' '}
                  {words.line({
                    ...one.scope,
                    territories: one.scope.territories.include,
                    exclude: one.scope.territories.exclude,
                  })}
                </li>
              ))}
            </ul>
            <Button
              mt="md"
              disabled={hasErrors || !isAssigned || report.understood.length === 0}
              loading={entering.isPending}
              onClick={() => entering.mutate()}
            >
              {t('market.rights.enterAll')}
            </Button>
          </>
        )}
        {entering.isError && <ProblemNotice error={entering.error} />}
        {entering.isSuccess && <Text mt="sm">{t('market.rights.entered', { count: entering.data.entered })}</Text>}
      </div>
    </section>
  )
}

function Report({ report: { lines, issues, understood } }: { report: AvailsImportReport }) {
  const { t } = useTranslation()
  const errors = issues.filter(({ severity }) => severity === 'error')
  return (
    <>
      <p className={classes.row}>
        <StateMark tone="plain">{t('market.rights.lines', { count: lines })}</StateMark>
        <StateMark tone="good">{t('market.rights.understood', { count: understood.length })}</StateMark>
        <StateMark tone={errors.length > 0 ? 'bad' : 'good'}>
          {t('market.rights.wrong', { count: errors.length })}
        </StateMark>
        <StateMark tone="wait">{t('market.rights.warned', { count: issues.length - errors.length })}</StateMark>
      </p>
      {issues.length > 0 && (
        <ul className={classes.issues}>
          {issues.map(({ sheet, row, column, code, severity }) => (
            <li key={`${sheet}${row}${column}${code}`} data-severity={severity}>
              {t('market.rights.row', { sheet, row })}
              {column && ` · ${column}`} · <span className="mono">{code}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
