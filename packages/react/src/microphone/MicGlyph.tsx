'use client'

import { useId, type ReactElement, type SVGProps } from 'react'
import { useLevelRef } from '../visualizer/useLevelRef.ts'

/** The microphone as a drawing: its capsule fills with the level. The level is written to the element, nothing renders. */
export function MicGlyph(props: SVGProps<SVGSVGElement>): ReactElement {
  const id = useId()
  const level = useLevelRef<HTMLElement>('mic', { property: '--rt-mic-level' })
  return (
    <svg {...props} ref={level as never} data-slot="mic-glyph" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <clipPath id={id}>
        <rect x="9.3" y="3.3" width="5.4" height="10.4" rx="2.7" />
      </clipPath>
      <g clipPath={`url(#${id})`}>
        <rect data-slot="mic-glyph-fill" x="9" y="3" width="6" height="11" />
      </g>
      <rect data-slot="mic-glyph-capsule" x="8.1" y="2.1" width="7.8" height="12.8" rx="3.9" />
      <path d="M4.8 11.6a7.2 7.2 0 0 0 14.4 0M12 18.8v3.1" />
      <path data-slot="mic-glyph-knock" d="M4 3.5 20 20.5" />
      <path data-slot="mic-glyph-slash" d="M4 3.5 20 20.5" />
    </svg>
  )
}
