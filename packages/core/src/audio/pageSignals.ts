const gestures = ['pointerdown', 'keydown', 'touchend'] as const

/** Runs `fn` inside the user's next click, tap or key press, once. Returns its cancellation. */
export function onNextGesture(fn: () => void): () => void {
  const stop = () => {
    for (const gesture of gestures) document.removeEventListener(gesture, run, true)
  }
  const run = () => {
    stop()
    fn()
  }
  for (const gesture of gestures) document.addEventListener(gesture, run, true)
  return stop
}

/** Runs `fn` whenever the page is seen again, as after a locked screen or a closed lid. Returns its cancellation. */
export function onWake(fn: () => void): () => void {
  const look = (): void => {
    if (document.visibilityState === 'visible') fn()
  }
  document.addEventListener('visibilitychange', look)
  return () => document.removeEventListener('visibilitychange', look)
}
