import { useTranslation } from 'react-i18next'
import { TextLink } from '../../../ui/link.tsx'
import { useDraft } from './draft-context.ts'
import type { Obstacle } from './steps.ts'

/** Each thing that is still missing, with the way to it. */
export function ObstacleList({ obstacles }: { obstacles: Obstacle[] }) {
  const { t } = useTranslation()
  const { work, files } = useDraft()
  const fields: Record<string, string> = t('draft.fields', { returnObjects: true })
  const words: Record<string, string> = t('obstacles', { returnObjects: true })
  const nameOf = (path: string): string => {
    const [field = '', index] = path.split('.')
    if (field === 'files' && index !== undefined) return files[Number(index)]?.name ?? fields.files ?? field
    return fields[field] ?? field
  }
  return (
    <ul>
      {obstacles.map(({ path, message, step }) => (
        <li key={`${path} ${message}`}>
          {step === 'answers' ? (
            nameOf(path)
          ) : (
            <TextLink to="/works/$workId/draft/$step" params={{ workId: work.id, step }}>
              {nameOf(path)}
            </TextLink>
          )}
          {t('colon')}
          {words[message] ?? message}
        </li>
      ))}
    </ul>
  )
}
