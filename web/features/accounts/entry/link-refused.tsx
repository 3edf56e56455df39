import type { ApiProblem } from '../../../api.ts'
import { TextLink } from '../../../ui/link.tsx'
import { ProblemNotice } from '../../../ui/problem.tsx'

/** A link that is used up or too old, with the way to a new one. */
export const linkRefused = (problem: ApiProblem, to: '/sign-up' | '/forgot-password', words: string) =>
  problem.code === 'link_invalid' ? (
    <div>
      <ProblemNotice error={problem} />
      <TextLink to={to} mt="sm" display="inline-block">
        {words}
      </TextLink>
    </div>
  ) : undefined
