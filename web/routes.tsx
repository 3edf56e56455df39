import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  useNavigate,
} from '@tanstack/react-router'
import type { ComponentType } from 'react'
import type { SessionView } from '../src/domains/accounts/contract.ts'
import { AccountMenu } from './features/accounts/account-menu.tsx'
import { homePath, sessionQuery, useSession, useSessionChange } from './features/accounts/session.ts'
import { HomePage } from './features/home/home-page.tsx'
import { loadWords } from './i18n/language.ts'
import { ownPath } from './own-path.ts'
import { ErrorPage, NotFoundPage } from './ui/lost-pages.tsx'
import { Shell } from './ui/shell.tsx'

/** The one place where features meet: a page of one gets parts of another as props. */

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Root,
  notFoundComponent: NotFoundPage,
  errorComponent: ErrorPage,
})

function Root() {
  const session = useSession()
  return (
    <Shell
      account={<AccountMenu />}
      hasWorks={session !== null && ['studio', 'platform'].includes(session.organisation.kind)}
      hasCases={session?.actions.some((action) => action === 'mediation.read' || action === 'mediation.apply') ?? false}
    >
      <Outlet />
    </Shell>
  )
}

/** A page that comes together with its words, where few visitors open it. */
const withWords =
  <T,>(page: () => Promise<T>, ...groups: Parameters<typeof loadWords>) =>
  async (): Promise<T> => {
    const [loaded] = await Promise.all([page(), loadWords(...groups)])
    return loaded
  }

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** All words of an address's query. */
const texts = (search: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(search).flatMap(([key, value]) => (text(value) ? [[key, String(value)]] : [])))

const homeRoute = createRoute({ getParentRoute: () => rootRoute, path: '/', component: Home })

function Home() {
  return <HomePage isSignedIn={useSession() !== null} />
}

const nextSearch = (search: Record<string, unknown>): { next?: string } => {
  const next = ownPath(search.next)
  return next === undefined ? {} : { next }
}

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { next?: string; ended?: true } => ({
    ...nextSearch(search),
    ...(search.ended === true ? { ended: true } : {}),
  }),
  component: lazyRouteComponent(() => import('./features/accounts/entry/sign-in-page.tsx'), 'SignInPage'),
})

const signUpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-up',
  validateSearch: nextSearch,
  component: lazyRouteComponent(() => import('./features/accounts/entry/sign-up-page.tsx'), 'SignUpPage'),
})

const confirmSignUpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-up/confirm',
  component: lazyRouteComponent(
    () => import('./features/accounts/entry/confirm-sign-up-page.tsx'),
    'ConfirmSignUpPage',
  ),
})

const forgotPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/forgot-password',
  component: lazyRouteComponent(
    () => import('./features/accounts/entry/forgot-password-page.tsx'),
    'ForgotPasswordPage',
  ),
})

const resetPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reset-password',
  component: lazyRouteComponent(() => import('./features/accounts/entry/reset-password-page.tsx'), 'ResetPasswordPage'),
})

const outboxRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/outbox',
  component: lazyRouteComponent(() => import('./features/accounts/entry/outbox-page.tsx'), 'OutboxPage'),
})

/** Signs in by itself where needed: behind `inside`, the link's token would travel on in `next`. */
const confirmEmailRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/confirm-email',
  component: lazyRouteComponent(() => import('./features/accounts/me/confirm-email-page.tsx'), 'ConfirmEmailPage'),
})

const erasedRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/erased',
  component: lazyRouteComponent(() => import('./features/accounts/me/erased-page.tsx'), 'ErasedPage'),
})

const checkStartRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/check',
  // Before it is known who this is, a file that is chosen would be taken for a stranger's.
  beforeLoad: async ({ context }) => {
    await context.queryClient.ensureQueryData(sessionQuery).catch(() => null)
  },
  component: CheckStart,
})

const CheckStartPage = lazyRouteComponent(
  () => import('./features/fingerprints/check-start-page.tsx'),
  'CheckStartPage',
)

function CheckStart() {
  return <CheckStartPage isSignedIn={useSession() !== null} />
}

const registryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/registry',
  validateSearch: (search: Record<string, unknown>): { query?: string; kind?: string } => {
    const query = text(search.query)
    const kind = text(search.kind)
    return { ...(query ? { query } : {}), ...(kind ? { kind } : {}) }
  },
  component: lazyRouteComponent(() => import('./features/works/registry/registry-page.tsx'), 'RegistryPage'),
})

const registryEntryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/registry/$number',
  component: lazyRouteComponent(() => import('./features/works/registry/registry-entry-page.tsx'), 'RegistryEntryPage'),
})

/** A page that is told for whom it is shown, or that it is for nobody in person. */
const forAnyone = (Page: ComponentType<{ session: SessionView | null }>) =>
  function ForAnyone() {
    return <Page session={useSession()} />
  }

const catalogueRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/catalogue',
  validateSearch: texts,
  component: lazyRouteComponent(
    withWords(() => import('./features/licensing/catalogue/catalogue-page.tsx'), 'market'),
    'CataloguePage',
  ),
})

const titleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/catalogue/$id',
  validateSearch: texts,
  component: forAnyone(
    lazyRouteComponent(
      withWords(() => import('./features/licensing/catalogue/title-page.tsx'), 'market'),
      'TitlePage',
    ),
  ),
})

const certificateRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/certificates/$number',
  component: lazyRouteComponent(() => import('./features/works/registry/certificate-page.tsx'), 'CertificatePage'),
})

const verifyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/verify',
  component: lazyRouteComponent(
    withWords(() => import('./features/verify/verify-page.tsx'), 'verify'),
    'VerifyPage',
  ),
})

const programmesRoute = createRoute({ getParentRoute: () => rootRoute, path: '/programmes', component: Programmes })

const ProgrammesPage = lazyRouteComponent(
  withWords(() => import('./features/claims/programmes-page.tsx'), 'claims'),
  'ProgrammesPage',
)

function Programmes() {
  return <ProgrammesPage session={useSession()} />
}

const publicityRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/publicity',
  component: lazyRouteComponent(
    withWords(() => import('./features/claims/publicity-page.tsx'), 'claims'),
    'PublicityPage',
  ),
})

/** What stands in a fragment may be a link's secret, and must not travel on in a query. */
const withoutFragment = (href: string) => href.replace(/#.*$/, '')

/** Everything below needs a person; whoever is not signed in comes back here afterwards. */
const insideRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'inside',
  beforeLoad: async ({ context, location }) => {
    const { session } = await context.queryClient.ensureQueryData(sessionQuery)
    if (!session) throw redirect({ to: '/sign-in', search: { next: withoutFragment(location.href) } })
  },
})

const meRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/me',
  component: lazyRouteComponent(() => import('./features/accounts/me/me-layout.tsx'), 'MeLayout'),
})

const profileRoute = createRoute({
  getParentRoute: () => meRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./features/accounts/me/profile-page.tsx'), 'ProfilePage'),
})

const securityRoute = createRoute({
  getParentRoute: () => meRoute,
  path: 'security',
  component: lazyRouteComponent(() => import('./features/accounts/me/security-page.tsx'), 'SecurityPage'),
})

const checkRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/checks/$checkId',
  component: lazyRouteComponent(
    withWords(() => import('./features/fingerprints/check-page.tsx'), 'packages'),
    'CheckPage',
  ),
})

const worksRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/works',
  component: lazyRouteComponent(() => import('./features/works/works-page.tsx'), 'WorksPage'),
})

const newWorkRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/works/new',
  component: NewWork,
})

const NewWorkPage = lazyRouteComponent(() => import('./features/works/new-work-page.tsx'), 'NewWorkPage')

function NewWork() {
  const session = useSession()
  return <NewWorkPage personName={session?.person.name ?? ''} organisationName={session?.organisation.name ?? ''} />
}

/** A page that is told for whom it is shown, and starts anew for another organisation. */
const forSession = (Page: ComponentType<{ session: SessionView }>) =>
  function ForSession() {
    const session = useSession()
    return session && <Page key={session.organisation.id} session={session} />
  }

const workRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/works/$workId',
  component: forSession(lazyRouteComponent(() => import('./features/works/work-page.tsx'), 'WorkPage')),
})

const rightsRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/works/$workId/rights',
  component: forSession(
    lazyRouteComponent(
      withWords(() => import('./features/licensing/rights/rights-page.tsx'), 'market'),
      'RightsPage',
    ),
  ),
})

const draftRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/works/$workId/draft',
  component: lazyRouteComponent(() => import('./features/works/draft/draft-layout.tsx'), 'DraftLayout'),
})

const draftTasksRoute = createRoute({
  getParentRoute: () => draftRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./features/works/draft/draft-tasks.tsx'), 'DraftTasks'),
})

const draftStepRoute = createRoute({
  getParentRoute: () => draftRoute,
  path: '$step',
  component: lazyRouteComponent(() => import('./features/works/draft/draft-step.tsx'), 'DraftStep'),
})

const sealedRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/works/$workId/sealed',
  component: lazyRouteComponent(() => import('./features/works/sealed-page.tsx'), 'SealedPage'),
})

const organisationRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/organisation',
  component: forSession(OwnOrganisation),
})

const OrganisationPage = lazyRouteComponent(
  () => import('./features/organisations/organisation-page.tsx'),
  'OrganisationPage',
)

function OwnOrganisation({ session }: { session: SessionView }) {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const setSession = useSessionChange()
  const leave = async () => {
    await navigate({ to: '/sign-in' })
    setSession({ session: null })
  }
  return (
    <OrganisationPage
      session={session}
      onChanged={() => void queryClient.invalidateQueries(sessionQuery)}
      onLeft={() => void leave()}
    />
  )
}

const newOrganisationRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/organisation/new',
  component: NewOrganisation,
})

const NewOrganisationPage = lazyRouteComponent(
  () => import('./features/organisations/new-organisation-page.tsx'),
  'NewOrganisationPage',
)

function NewOrganisation() {
  const navigate = useNavigate()
  const setSession = useSessionChange()
  return (
    <NewOrganisationPage
      onSwitched={(answer) => {
        setSession(answer)
        void navigate({ to: '/organisation' })
      }}
    />
  )
}

const invitationRoute = createRoute({ getParentRoute: () => rootRoute, path: '/invitation', component: Invitation })

const InvitationPage = lazyRouteComponent(
  () => import('./features/organisations/invitation-page.tsx'),
  'InvitationPage',
)

function Invitation() {
  const navigate = useNavigate()
  const setSession = useSessionChange()
  return (
    <InvitationPage
      session={useSession()}
      onJoined={(answer) => {
        setSession(answer)
        void navigate({ to: answer.session ? homePath(answer.session) : '/' })
      }}
    />
  )
}

const organisationsRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/organisations',
  component: lazyRouteComponent(() => import('./features/organisations/organisations-page.tsx'), 'OrganisationsPage'),
})

const oneOrganisationRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/organisations/$id',
  component: forSession(
    lazyRouteComponent(
      withWords(() => import('./features/organisations/one-organisation-page.tsx'), 'tokens'),
      'OneOrganisationPage',
    ),
  ),
})

const tokensRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/tokens',
  component: forSession(
    lazyRouteComponent(
      withWords(() => import('./features/organisations/tokens/tokens-page.tsx'), 'tokens'),
      'TokensPage',
    ),
  ),
})

const verificationRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/verification',
  component: forSession(
    lazyRouteComponent(
      withWords(() => import('./features/verifications/verification-page.tsx'), 'desk'),
      'VerificationPage',
    ),
  ),
})

const deskRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/verifications/desk',
  validateSearch: (search: Record<string, unknown>): { state?: string; id?: string } => {
    const state = text(search.state)
    const id = text(search.id)
    return { ...(state ? { state } : {}), ...(id ? { id } : {}) }
  },
  component: forSession(
    lazyRouteComponent(
      withWords(() => import('./features/verifications/desk/desk-page.tsx'), 'desk'),
      'DeskPage',
    ),
  ),
})

const requestRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/verifications/$id',
  component: forSession(
    lazyRouteComponent(
      withWords(() => import('./features/verifications/desk/request-page.tsx'), 'desk'),
      'RequestPage',
    ),
  ),
})

const auditRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/audit',
  validateSearch: (search: Record<string, unknown>): { scope?: string; action?: string; subject?: string } => {
    const scope = text(search.scope)
    const action = text(search.action)
    const subject = text(search.subject)
    return { ...(scope ? { scope } : {}), ...(action ? { action } : {}), ...(subject ? { subject } : {}) }
  },
  component: forSession(
    lazyRouteComponent(
      withWords(() => import('./features/audit/audit-page.tsx'), 'audit', 'mediation', 'claims', 'notices'),
      'AuditPage',
    ),
  ),
})

const mediationPage =
  <T,>(load: () => Promise<T>) =>
  async () => {
    await loadWords('mediation')
    return load()
  }

const casesRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/mediation',
  component: forSession(
    lazyRouteComponent(
      mediationPage(() => import('./features/mediation/cases-page.tsx')),
      'CasesPage',
    ),
  ),
})

const newCaseRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/mediation/new',
  component: forSession(
    lazyRouteComponent(
      mediationPage(() => import('./features/mediation/apply-page.tsx')),
      'ApplyPage',
    ),
  ),
})

/** Open to whoever holds a link, too. */
const enterCaseRoute = createRoute({ getParentRoute: () => rootRoute, path: '/mediation/enter', component: EnterCase })

const EnterPage = lazyRouteComponent(
  mediationPage(() => import('./features/mediation/enter-page.tsx')),
  'EnterPage',
)

function EnterCase() {
  return <EnterPage session={useSession()} />
}

const caseRoute = createRoute({ getParentRoute: () => rootRoute, path: '/mediation/$caseId', component: OneCase })

const CasePage = lazyRouteComponent(
  mediationPage(() => import('./features/mediation/case/case-page.tsx')),
  'CasePage',
)
const CheckResult = lazyRouteComponent(() => import('./features/fingerprints/check-result.tsx'), 'CheckResult')

function OneCase() {
  return <CasePage Comparison={CheckResult} isSignedIn={useSession() !== null} />
}

const noticesPage =
  <T,>(load: () => Promise<T>) =>
  async () => {
    await loadWords('notices')
    return load()
  }

const noticesRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/notices',
  component: forSession(
    lazyRouteComponent(
      noticesPage(() => import('./features/notices/notices-page.tsx')),
      'NoticesPage',
    ),
  ),
})

const newNoticeRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/notices/new',
  component: forSession(
    lazyRouteComponent(
      noticesPage(() => import('./features/notices/new-notice-page.tsx')),
      'NewNoticePage',
    ),
  ),
})

const noticeRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/notices/$noticeId',
  component: forSession(
    lazyRouteComponent(
      noticesPage(() => import('./features/notices/notice-page.tsx')),
      'NoticePage',
    ),
  ),
})

/** Open to whoever holds a link. */
const counterRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/notices/counter',
  component: lazyRouteComponent(
    noticesPage(() => import('./features/notices/counter-page.tsx')),
    'CounterPage',
  ),
})

const claimsRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/claims',
  component: forSession(
    lazyRouteComponent(
      withWords(() => import('./features/claims/claims-page.tsx'), 'claims'),
      'ClaimsPage',
    ),
  ),
})

const claimRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/claims/$claimId',
  component: lazyRouteComponent(
    withWords(() => import('./features/claims/claim-page.tsx'), 'claims'),
    'ClaimPage',
  ),
})

const claimStepRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/claims/$claimId/$step',
  component: lazyRouteComponent(
    withWords(() => import('./features/claims/claim-step-page.tsx'), 'claims'),
    'ClaimStepPage',
  ),
})

const claimDeskRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/claim-desk',
  validateSearch: (search: Record<string, unknown>): { state?: string; id?: string } => {
    const state = text(search.state)
    const id = text(search.id)
    return { ...(state ? { state } : {}), ...(id ? { id } : {}) }
  },
  component: forSession(
    lazyRouteComponent(
      withWords(() => import('./features/claims/desk/claim-desk-page.tsx'), 'claims'),
      'ClaimDeskPage',
    ),
  ),
})

const routeTree = rootRoute.addChildren([
  homeRoute,
  signInRoute,
  signUpRoute,
  confirmSignUpRoute,
  forgotPasswordRoute,
  resetPasswordRoute,
  outboxRoute,
  confirmEmailRoute,
  erasedRoute,
  checkStartRoute,
  registryRoute,
  registryEntryRoute,
  catalogueRoute,
  titleRoute,
  certificateRoute,
  verifyRoute,
  programmesRoute,
  publicityRoute,
  invitationRoute,
  enterCaseRoute,
  counterRoute,
  caseRoute,
  insideRoute.addChildren([
    meRoute.addChildren([profileRoute, securityRoute]),
    checkRoute,
    worksRoute,
    newWorkRoute,
    workRoute,
    rightsRoute,
    draftRoute.addChildren([draftTasksRoute, draftStepRoute]),
    sealedRoute,
    organisationRoute,
    newOrganisationRoute,
    organisationsRoute,
    oneOrganisationRoute,
    tokensRoute,
    verificationRoute,
    deskRoute,
    requestRoute,
    auditRoute,
    claimsRoute,
    claimRoute,
    claimStepRoute,
    claimDeskRoute,
    casesRoute,
    newCaseRoute,
    noticesRoute,
    newNoticeRoute,
    noticeRoute,
  ]),
])

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultPendingMinMs: 0,
  })
}

/** When the person has changed, or is gone: pages that need one lead to the door, and say why; the others stay. */
export function followSession(router: ReturnType<typeof createAppRouter>, isSignedIn: boolean): void {
  const { matches, location } = router.state
  if (!isSignedIn && matches.some(({ routeId }) => routeId === insideRoute.id)) {
    const search = { next: withoutFragment(location.href), ended: true as const }
    void router.navigate({ to: '/sign-in', search, replace: true })
  } else {
    void router.invalidate()
  }
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
