import type { NextRequest } from 'next/server'

import * as route from './nextRoute.ts'

/** What Next.js itself asks of a route, as in the check it generates for every `route.ts`. */
interface NextRoute {
  POST: (request: NextRequest, context: { params: Promise<Record<string, string>> }) => Promise<Response> | Response
}
export const accepted: NextRoute = route
