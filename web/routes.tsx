import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { AccountMenu } from './features/accounts/account-menu.tsx'
import { sessionQuery, useSession } from './features/accounts/session.ts'
import { HomePage } from './features/home/home-page.tsx'
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
    <Shell account={<AccountMenu />} isSignedIn={session !== null}>
      <Outlet />
    </Shell>
  )
}

/** Only a path of our own: never sends anyone to another site. */
const ownPath = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\/(?![/\\])/.test(value) ? value : undefined
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

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
  validateSearch: nextSearch,
  component: lazyRouteComponent(() => import('./features/accounts/sign-in-page.tsx'), 'SignInPage'),
})

const signUpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-up',
  validateSearch: nextSearch,
  component: lazyRouteComponent(() => import('./features/accounts/sign-up-page.tsx'), 'SignUpPage'),
})

const checkStartRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/check',
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

/** Everything below needs a person; whoever is not signed in comes back here afterwards. */
const insideRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'inside',
  beforeLoad: async ({ context, location }) => {
    const { session } = await context.queryClient.ensureQueryData(sessionQuery)
    if (!session) throw redirect({ to: '/sign-in', search: { next: location.href } })
  },
})

const checkRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/checks/$checkId',
  component: lazyRouteComponent(() => import('./features/fingerprints/check-page.tsx'), 'CheckPage'),
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

const workRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/works/$workId',
  component: lazyRouteComponent(() => import('./features/works/work-page.tsx'), 'WorkPage'),
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

const routeTree = rootRoute.addChildren([
  homeRoute,
  signInRoute,
  signUpRoute,
  checkStartRoute,
  registryRoute,
  registryEntryRoute,
  insideRoute.addChildren([
    checkRoute,
    worksRoute,
    newWorkRoute,
    workRoute,
    draftRoute.addChildren([draftTasksRoute, draftStepRoute]),
    sealedRoute,
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

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
