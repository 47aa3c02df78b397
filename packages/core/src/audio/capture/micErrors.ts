import { DeviceError } from '../../errors.ts'
import type { MicErrorReason } from '../audioPorts.ts'
import { mediaDevices } from '../devices.ts'

/** The user can do something about most of them; `lasting` are for whoever made the page. */
const errors: Readonly<Record<MicErrorReason, { code: DeviceError['code']; message: string; lasting?: true }>> = {
  denied: {
    code: 'microphone_denied',
    message: 'This site may not use the microphone. Allow it in the address bar’s settings.',
  },
  'blocked-by-policy': {
    code: 'microphone_blocked_by_policy',
    message:
      'The page’s Permissions-Policy, or the frame around it, forbids the microphone. The site has to allow it (for a frame: allow="microphone").',
    lasting: true,
  },
  'not-found': {
    code: 'device_not_found',
    message: 'No microphone was found. Connect one, or let the browser use it in the system’s settings.',
  },
  'in-use': {
    code: 'device_busy',
    message: 'The microphone could not be started. Close other programs that may use it.',
  },
  overconstrained: {
    code: 'device_overconstrained',
    message: 'That microphone is not there any more, or cannot do what was asked. Choose another one.',
  },
  'insecure-context': {
    code: 'insecure_context',
    message: 'Browsers give the microphone only to secure pages. Open this page over https, or from localhost.',
    lasting: true,
  },
  unsupported: {
    code: 'device_unsupported',
    message: 'This browser cannot record sound. Use a current Chrome, Edge, Firefox or Safari.',
    lasting: true,
  },
}

/** Why the microphone cannot be had, in one of seven reasons, with words that tell the user what to do. */
export function micError(cause: unknown): { reason: MicErrorReason; error: DeviceError } {
  const reason = reasonOf(cause)
  const { code, message, lasting } = errors[reason]
  return { reason, error: new DeviceError(code, message, { retryable: !lasting, cause }) }
}

function reasonOf(cause: unknown): MicErrorReason {
  const host = globalThis as { isSecureContext?: boolean }
  if (host.isSecureContext === false) return 'insecure-context'
  if (!mediaDevices()) return 'unsupported'
  switch ((cause as { name?: string } | null)?.name) {
    case 'NotAllowedError':
      return policyForbids() ? 'blocked-by-policy' : 'denied'
    case 'SecurityError':
      return 'blocked-by-policy'
    case 'NotFoundError':
      return 'not-found'
    case 'NotReadableError':
    case 'AbortError':
      return 'in-use'
    case 'OverconstrainedError':
      return 'overconstrained'
    default:
      return 'unsupported'
  }
}

/** Chromium tells whether a policy was the reason; elsewhere it looks like a refusal by the user. */
function policyForbids(): boolean {
  const { document } = globalThis as { document?: { featurePolicy?: { allowsFeature(feature: string): boolean } } }
  return document?.featurePolicy?.allowsFeature('microphone') === false
}
