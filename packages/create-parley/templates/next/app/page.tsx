import { connection } from 'next/server'
import { realtimeService } from '../lib/realtimeService.ts'
import { Talk } from './Talk.tsx'

export default async function Page() {
  // Where the service is depends on the environment of the running server, not of the build.
  await connection()
  return <Talk url={realtimeService().baseUrl} />
}
