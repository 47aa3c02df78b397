/** A realtime service when there is a key for it, else the local server that `npm run dev` starts, which takes any key. */
export function realtimeService(env: Record<string, string | undefined>): { baseUrl: string; apiKey: string } {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl } = env
  return {
    baseUrl: baseUrl || (apiKey ? 'https://api.openai.com/v1' : 'http://127.0.0.1:8790/v1'),
    apiKey: apiKey || 'local',
  }
}
