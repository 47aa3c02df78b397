export { agent } from '../quickstart/agent.ts'
