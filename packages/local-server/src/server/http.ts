import type { Issue } from '../validation/check.ts'

export const json = (body: unknown, status: number = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })

/** The error body of the HTTP endpoints. */
export const httpError = (status: number, issue: Issue, type: string = 'invalid_request_error'): Response =>
  json({ error: { message: issue.message, type, code: issue.code, param: issue.param } }, status)
