import type { Labels } from './Labels.ts'

/** The words that a file of the conversation needs: by themselves, so that the hook that writes one does not bring all others. */
export const enNames: Pick<Labels, 'you' | 'agent' | 'notHeard'> = {
  you: 'You',
  agent: 'Agent',
  notHeard: 'Not heard:',
}
