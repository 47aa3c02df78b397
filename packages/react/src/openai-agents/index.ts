export { fromOpenAIAgentsSession } from './fromOpenAIAgentsSession.ts'
export type { OpenAIAgentsSession } from './OpenAIAgentsSession.ts'
