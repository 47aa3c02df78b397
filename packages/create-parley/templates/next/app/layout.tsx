import '@parley/react/styles.css'
import './globals.css'
import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'

export const metadata: Metadata = { title: 'Talk to Ada' }
export const viewport: Viewport = { colorScheme: 'light dark', viewportFit: 'cover' }

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  )
}
