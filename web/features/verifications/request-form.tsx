import '@mantine/core/styles/InlineInput.layer.css'
import '@mantine/core/styles/Radio.layer.css'
import { Radio, Stack, TextInput, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { countries } from '../../../src/kernel/countries.ts'
import { ApiProblem, requestVerification } from '../../api.ts'
import { Card } from '../../ui/card.tsx'
import { CountryField } from '../../ui/country-field.tsx'
import { SendForm } from '../../ui/send-form.tsx'
import { PapersField } from './papers-field.tsx'
import { type RequestDraft, useRequestDraft } from './request-draft.ts'
import { ownRequestsKey } from './requests.ts'
import { usePapers } from './use-papers.ts'

const overseas = countries.filter((code) => code !== 'CN')

interface RequestFormProps {
  organisationId: string
  legalName: string
  onSent: () => void
}

export function RequestForm({ organisationId, legalName, onSent }: RequestFormProps) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const fresh = { isChinese: true, legalName, number: '', country: '', website: '', fileIds: [] }
  const { draft, setDraft, forget } = useRequestDraft(organisationId, fresh)
  const [checked, setChecked] = useState(false)
  const [refused, setRefused] = useState<Record<string, string>>({})
  const papers = usePapers(draft.fileIds)
  const mistakeWords: Record<string, string> = t('verifications.form.mistakes', { returnObjects: true })

  const change = (patch: Partial<RequestDraft>) => {
    setDraft((before) => ({ ...before, ...patch }))
    setRefused((before) => Object.fromEntries(Object.entries(before).filter(([path]) => !(path in patch))))
  }
  const addPaper = useCallback(
    (fileId: string) => setDraft((before) => ({ ...before, fileIds: [...new Set([...before.fileIds, fileId])] })),
    [setDraft],
  )
  const missing = (value: string) => (checked && value.trim() === '' ? t('verifications.form.required') : null)
  const papersError = () => {
    if (refused.fileIds) return refused.fileIds
    if (!checked) return null
    if (draft.fileIds.length === 0) return t('verifications.form.papersMissing')
    return papers.every(({ file }) => file?.state === 'ready' && file.kind === 'image')
      ? null
      : t('verifications.form.uploading')
  }
  const isWhole =
    draft.legalName.trim() !== '' &&
    draft.number.trim() !== '' &&
    (draft.isChinese || draft.country !== '') &&
    papers.length > 0 &&
    papers.every(({ file }) => file?.state === 'ready' && file.kind === 'image')

  /** Each mistake beside its field; paths of the API are those of the form but for the number. */
  const tellAtFields = (error: unknown): boolean => {
    if (!(error instanceof ApiProblem) || error.issues.length === 0) return false
    const told = error.issues.map(({ path, message }) => {
      const [field = ''] = path.split('.')
      const words = mistakeWords[message] ?? mistakeWords.other ?? message
      return [field === 'registrationNumber' ? 'number' : field, words]
    })
    setRefused(Object.fromEntries(told))
    return true
  }
  const send = async () => {
    const shared = {
      legalName: draft.legalName.trim(),
      registrationNumber: draft.number.trim(),
      fileIds: draft.fileIds,
      ...(draft.website.trim() === '' ? {} : { website: draft.website.trim() }),
    }
    await requestVerification(
      draft.isChinese
        ? { kind: 'business_licence', ...shared }
        : { kind: 'overseas_registration', country: draft.country, ...shared },
    )
    forget()
    await queryClient.invalidateQueries({ queryKey: ownRequestsKey })
    onSent()
  }

  return (
    <Card>
      <Title order={2} size="h4" mb="md">
        {t('verifications.form.title')}
      </Title>
      <SendForm
        submitWords={t('verifications.form.send')}
        check={() => {
          setChecked(true)
          return isWhole
        }}
        send={send}
        atFields={tellAtFields}
      >
        <Radio.Group
          label={t('verifications.form.where')}
          value={draft.isChinese ? 'china' : 'overseas'}
          onChange={(value) => change({ isChinese: value === 'china', number: '' })}
        >
          <Stack gap="sm" mt="sm">
            {(['china', 'overseas'] as const).map((where) => (
              <Radio
                key={where}
                value={where}
                size="md"
                label={t(`verifications.form.${where}`)}
                description={t(`verifications.form.${where}Words`)}
              />
            ))}
          </Stack>
        </Radio.Group>
        <TextInput
          label={t('verifications.form.legalName')}
          autoComplete="organization"
          maxLength={200}
          value={draft.legalName}
          error={refused.legalName ?? missing(draft.legalName)}
          onChange={(event) => change({ legalName: event.currentTarget.value })}
        />
        {!draft.isChinese && (
          <CountryField
            label={t('verifications.form.country')}
            codes={overseas}
            value={draft.country}
            error={refused.country ?? missing(draft.country)}
            onChange={(country) => change({ country })}
          />
        )}
        <TextInput
          label={t(draft.isChinese ? 'verifications.form.creditCode' : 'verifications.form.number')}
          description={t(draft.isChinese ? 'verifications.form.creditCodeHint' : 'verifications.form.numberHint')}
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          value={draft.number}
          error={refused.number ?? missing(draft.number)}
          onChange={(event) => change({ number: event.currentTarget.value })}
        />
        <TextInput
          label={t('verifications.form.website')}
          description={t('verifications.form.websiteHint')}
          type="url"
          autoComplete="url"
          maxLength={300}
          value={draft.website}
          error={refused.website}
          onChange={(event) => change({ website: event.currentTarget.value })}
        />
        <PapersField
          scope={`verification:${organisationId}`}
          papers={papers}
          error={papersError()}
          onAdd={addPaper}
          onRemove={(fileId) => change({ fileIds: draft.fileIds.filter((kept) => kept !== fileId) })}
        />
      </SendForm>
    </Card>
  )
}
