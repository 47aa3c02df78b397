import '@parley/react/styles.css'
import { Talk } from './Talk.tsx'

export default function Page() {
  return (
    <main style={{ height: '100dvh' }}>
      <Talk />
    </main>
  )
}
