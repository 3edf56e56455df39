import { readConfig } from './config.ts'
import { openWorkersHome, type WorkersHome } from './workers-home.ts'

/** Within what `waitUntil` leaves after an answer: 30 seconds. */
const jobsAfterRequestMax = 10
const jobsEachMinuteMax = 100

/** One home an isolate: `env` is the same object for all of its requests. */
const homes = new WeakMap<object, WorkersHome>()

function homeOf(env: object): WorkersHome {
  const known = homes.get(env)
  if (known) return known
  const opened = openWorkersHome(readConfig(env))
  homes.set(env, opened)
  return opened
}

const mayHaveQueued = (request: Request, response: Response) =>
  response.ok && !['GET', 'HEAD', 'OPTIONS'].includes(request.method)

export default {
  async fetch(request, env, ctx) {
    const home = homeOf(env)
    const response = await home.fetch(request)
    if (mayHaveQueued(request, response)) ctx.waitUntil(home.runLightJobs(jobsAfterRequestMax))
    return response
  },
  async scheduled(event, env) {
    const home = homeOf(env)
    await home.runLightJobs(jobsEachMinuteMax)
    await home.keepLog()
    if (new Date(event.scheduledTime).getUTCMinutes() === 0) await home.tidy()
  },
} satisfies ExportedHandler<object>
