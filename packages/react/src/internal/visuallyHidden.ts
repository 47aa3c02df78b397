import type { CSSProperties } from 'react'

/** For screen readers alone. Inline, since it must hold on pages without the stylesheet too. */
export const visuallyHidden: CSSProperties = {
  position: 'absolute',
  width: 1,
  height: 1,
  overflow: 'hidden',
  clipPath: 'inset(50%)',
  whiteSpace: 'nowrap',
}
