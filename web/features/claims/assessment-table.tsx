import { Text, Title } from '@mantine/core'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import type { Assessment, ProgrammeBody } from '../../../src/domains/subsidies/contract.ts'
import classes from './claims.module.css'
import { useYuan } from './money.ts'
import { kindOf, useBilingual, useReductionWords } from './words.ts'

interface AssessmentTableProps {
  assessment: Assessment | null
  programme: ProgrammeBody
  /** Whether caps and pool may still change it. */
  isPreview: boolean
}

/** Line by line how the amount comes about: every reduction with its grounds, and the sum. */
export function AssessmentTable({ assessment, programme, isPreview }: AssessmentTableProps) {
  const { t } = useTranslation()
  const yuan = useYuan()
  const say = useBilingual()
  const words = useReductionWords()
  return (
    <section aria-labelledby="assessment" className={classes.section}>
      <Title order={2} size="h4" id="assessment" mb="xs">
        {t('claims.assessment.title')}
      </Title>
      {!assessment || assessment.lines.length === 0 ? (
        <Text c="dimmed">{t('claims.assessment.nothing')}</Text>
      ) : (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is moved by the keyboard too */}
          <section className={classes.scroll} tabIndex={0} aria-labelledby="assessment">
            <table className={classes.table}>
              <thead>
                <tr>
                  <th scope="col">{t('claims.tasks.costs')}</th>
                  <th scope="col" className={classes.number}>
                    {t('claims.amount')}
                  </th>
                </tr>
              </thead>
              <tbody>
                {assessment.lines.map(({ line, kind, what, claimedFen, rate }) => (
                  <Fragment key={line}>
                    <tr>
                      <th scope="row">
                        {line}. {what || say(kindOf(programme, kind))}
                        <div className={classes.small}>
                          {say(kindOf(programme, kind))}
                          {rate &&
                            ` · ${t('claims.assessment.rate', { ...rate, rate: String(rate.microsPerUnit / 1_000_000) })}`}
                        </div>
                      </th>
                      <td className={classes.number}>{yuan(claimedFen)}</td>
                    </tr>
                    {assessment.reductions
                      .filter((reduction) => reduction.line === line)
                      .map((reduction) => (
                        <tr key={reduction.code} className={classes.cut}>
                          <th scope="row">{words(reduction)}</th>
                          <td className={classes.number}>−{yuan(reduction.byFen)}</td>
                        </tr>
                      ))}
                  </Fragment>
                ))}
                {assessment.reductions
                  .filter(({ line }) => line === null)
                  .map((reduction, i) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a list that is only read
                    <tr key={i} className={classes.cut}>
                      <th scope="row">{words(reduction)}</th>
                      <td className={classes.number}>−{yuan(reduction.byFen)}</td>
                    </tr>
                  ))}
                <tr className={classes.sum}>
                  <th scope="row">{t('claims.assessment.payable')}</th>
                  <td className={classes.number}>{yuan(assessment.payableFen)}</td>
                </tr>
              </tbody>
            </table>
          </section>
          {isPreview && (
            <Text size="sm" c="dimmed" mt={6}>
              {t('claims.assessment.asOf')}
            </Text>
          )}
        </>
      )}
    </section>
  )
}
