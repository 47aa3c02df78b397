import { z } from 'zod'

import { guardShape } from './guardedRoute.ts'
import { fn } from './options.ts'
import { sessionSourceShape } from './sessionSource.ts'
import { upstreamShape } from './upstream.ts'

/** The schema of a route's options: what every route takes, and what is its own. */
export function routeOptions(own: z.ZodRawShape): z.ZodType<object> {
  return z
    .strictObject({
      ...upstreamShape,
      ...guardShape,
      ...sessionSourceShape,
      safetyIdentifier: fn().optional(),
      ...own,
    })
    .refine((options: object) => 'agent' in options !== 'session' in options, {
      error: 'or `session` must be given, and only one of them',
      path: ['agent'],
    })
}
