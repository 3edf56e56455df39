import { NativeSelect, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { AuthorRole, authorRoles } from '../../../../src/domains/works/contract.ts'
import { useDraft } from './draft-context.ts'
import type { AuthorRole as Role } from './form.ts'
import { Rows } from './rows.tsx'

export function StepWho() {
  const { t } = useTranslation()
  const { form, change } = useDraft()
  return (
    <Rows<{ name: string; role: Role }>
      items={form.authors}
      label={t('draft.authors')}
      addWords={t('draft.addAuthor')}
      removeWords={(i) => t('draft.removeAuthor', { number: i + 1 })}
      fresh={() => ({ name: '', role: 'author' })}
      fewest={1}
      onChange={(authors) => change({ authors })}
    >
      {(author, changeAuthor, i) => (
        <>
          <TextInput
            label={t('draft.authorName', { number: i + 1 })}
            value={author.name}
            onChange={(event) => changeAuthor({ name: event.currentTarget.value })}
          />
          <NativeSelect
            label={t('draft.authorRole', { number: i + 1 })}
            value={author.role}
            onChange={(event) =>
              changeAuthor({ role: AuthorRole.safeParse(event.currentTarget.value).data ?? 'author' })
            }
            data={authorRoles.map((value) => ({ value, label: t(`works.roles.${value}`) }))}
          />
        </>
      )}
    </Rows>
  )
}
