import { DeviceError } from '../../errors.ts'
import type { MicErrorReason } from '../audioPorts.ts'
import { mediaDevices } from '../devices.ts'

const errors: Readonly<Record<MicErrorReason, { code: DeviceError['code']; message: string; retryable: boolean }>> = {
  denied: {
    code: 'microphone_denied',
    message:
      'The microphone is not allowed for this site. Allow it in the address bar’s site settings, then try again.',
    retryable: true,
  },
  'blocked-by-policy': {
    code: 'microphone_blocked_by_policy',
    message:
      'This page may not use the microphone: its Permissions-Policy, or the frame around it, forbids it. The site has to allow it (for a frame: allow="microphone").',
    retryable: false,
  },
  'not-found': {
    code: 'device_not_found',
    message:
      'No microphone was found. Connect one, or check that the system allows the browser to use it, then try again.',
    retryable: true,
  },
  'in-use': {
    code: 'device_busy',
    message:
      'The microphone could not be started: another program may be using it. Close that program, then try again.',
    retryable: true,
  },
  overconstrained: {
    code: 'device_overconstrained',
    message: 'The chosen microphone is not there, or cannot do what was asked of it. Choose another one.',
    retryable: true,
  },
  'insecure-context': {
    code: 'insecure_context',
    message: 'Browsers give the microphone only to secure pages. Open this page over https, or from localhost.',
    retryable: false,
  },
  unsupported: {
    code: 'device_unsupported',
    message: 'This browser cannot record sound from a page. Use a current version of Chrome, Edge, Firefox or Safari.',
    retryable: false,
  },
}

/** Why the microphone cannot be had, in one of seven reasons, with words that tell the user what to do. */
export function micError(cause: unknown): { reason: MicErrorReason; error: DeviceError } {
  const reason = reasonOf(cause)
  const { code, message, retryable } = errors[reason]
  return { reason, error: new DeviceError(code, message, { retryable, cause }) }
}

function reasonOf(cause: unknown): MicErrorReason {
  const host = globalThis as { isSecureContext?: boolean }
  if (host.isSecureContext === false) return 'insecure-context'
  if (!mediaDevices()) return 'unsupported'
  switch ((cause as { name?: string } | null)?.name) {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
      return policyForbids() ? 'blocked-by-policy' : 'denied'
    case 'SecurityError':
      return 'blocked-by-policy'
    case 'NotFoundError':
    case 'DevicesNotFoundError':
      return 'not-found'
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return 'in-use'
    case 'OverconstrainedError':
    case 'ConstraintNotSatisfiedError':
      return 'overconstrained'
    default:
      return 'unsupported'
  }
}

interface Policy {
  allowsFeature(feature: string): boolean
}

/** Chromium tells whether a policy was the reason; elsewhere it looks like a refusal by the user. */
function policyForbids(): boolean {
  const page = (globalThis as { document?: { permissionsPolicy?: Policy; featurePolicy?: Policy } }).document
  const policy = page?.permissionsPolicy ?? page?.featurePolicy
  return policy?.allowsFeature('microphone') === false
}
