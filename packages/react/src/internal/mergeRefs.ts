'use client'

import { useMemo, type Ref, type RefCallback } from 'react'

/** Both refs get the element. React calls with null at detach, since nothing is returned: the same in 18 and 19. */
export function mergeRefs<E>(first: Ref<E> | undefined, second: Ref<E> | undefined): RefCallback<E> {
  let undo: (() => void)[] = []
  return (element) => {
    for (const release of undo) release()
    undo = element === null ? [] : [attach(first, element), attach(second, element)]
  }
}

function attach<E>(ref: Ref<E> | undefined, element: E): () => void {
  if (typeof ref === 'function') {
    const cleanup = ref(element)
    return typeof cleanup === 'function' ? cleanup : () => void ref(null)
  }
  if (!ref) return () => {}
  ref.current = element
  return () => {
    ref.current = null
  }
}

/** One merged ref for a pair of refs, so that React does not detach and attach it at every render. */
export function useMergedRef<E>(first: Ref<E> | undefined, second: Ref<E> | undefined): RefCallback<E> {
  return useMemo(() => mergeRefs(first, second), [first, second])
}
