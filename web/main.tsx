import './ui/mantine-styles.ts'
import './ui/global.css'
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { I18nextProvider } from 'react-i18next'
import { ApiProblem, acceptFile, onSessionLost, uploadsEndpoint } from './api.ts'
import { sessionQuery, watchSession } from './features/accounts/session.ts'
import { startLanguage } from './i18n/language.ts'
import { createAppRouter, followSession } from './routes.tsx'
import { cssVariables, theme } from './ui/theme.ts'
import { createUploads } from './ui/upload/uploads.ts'
import { UploadsProvider } from './ui/upload/uploads-context.tsx'

const mayPass = (error: unknown) => error instanceof ApiProblem && (error.status === 0 || error.status >= 500)

/** Makes of an upload what its page meant it for: a document of a case or of a claim, a deposit of a work, or a file. */
async function acceptUpload(uploadId: string, of: { scope: string; detail: string }) {
  if (of.scope.startsWith('case:')) {
    const { acceptCaseDocument } = await import('./features/mediation/case-upload.ts')
    return acceptCaseDocument(uploadId, of)
  }
  if (of.scope.startsWith('claim:')) {
    const { acceptClaimDocument } = await import('./features/claims/api.ts')
    return acceptClaimDocument(uploadId, of)
  }
  if (!of.scope.startsWith('deposit:')) return acceptFile(uploadId)
  const { acceptDeposit } = await import('./features/works/provenance/deposit-upload.ts')
  return acceptDeposit(uploadId, of)
}

async function start(root: HTMLElement): Promise<void> {
  const language = await startLanguage()
  const queryClient = new QueryClient({
    defaultOptions: {
      queries: { staleTime: 10_000, retry: (failures, error) => failures < 3 && mayPass(error) },
    },
  })
  const router = createAppRouter(queryClient)
  onSessionLost(() => void queryClient.invalidateQueries(sessionQuery))
  watchSession(queryClient, (session) => followSession(router, session !== null))
  const uploads = createUploads({
    endpoint: uploadsEndpoint,
    accept: async (uploadId, of) => (await acceptUpload(uploadId, of)).id,
    isPassing: mayPass,
  })
  createRoot(root).render(
    <StrictMode>
      <I18nextProvider i18n={language}>
        <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
          <QueryClientProvider client={queryClient}>
            <UploadsProvider uploads={uploads}>
              <RouterProvider router={router} />
            </UploadsProvider>
          </QueryClientProvider>
        </MantineProvider>
      </I18nextProvider>
    </StrictMode>,
  )
}

const root = document.getElementById('root')
if (root) void start(root)
