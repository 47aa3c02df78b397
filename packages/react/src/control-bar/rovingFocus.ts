/** Arrow keys, Home and End among the controls of a toolbar; only one of them is a tab stop. */
const controls = 'button:not([disabled]), select:not([disabled]), input:not([disabled]), summary, a[href]'

function toolbarControls(root: HTMLElement): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(controls)].filter(
    (element) => element.closest('[inert], [hidden]') === null,
  )
}

export function nextControl(
  root: HTMLElement,
  key: string,
  orientation: 'horizontal' | 'vertical',
): HTMLElement | null {
  const all = toolbarControls(root)
  const at = all.indexOf(root.ownerDocument.activeElement as HTMLElement)
  if (at < 0) return null
  const rtl = getComputedStyle(root).direction === 'rtl'
  const [forward, back] =
    orientation === 'vertical'
      ? ['ArrowDown', 'ArrowUp']
      : rtl
        ? ['ArrowLeft', 'ArrowRight']
        : ['ArrowRight', 'ArrowLeft']
  if (key === forward) return all[(at + 1) % all.length] ?? null
  if (key === back) return all[(at - 1 + all.length) % all.length] ?? null
  if (key === 'Home') return all[0] ?? null
  return key === 'End' ? (all.at(-1) ?? null) : null
}

/** Makes one control the tab stop: the given one, or the present stop, or the first. */
export function setTabStop(root: HTMLElement, wanted?: HTMLElement): void {
  const all = toolbarControls(root)
  const stop = wanted ?? all.find((element) => element.tabIndex === 0 && element.dataset['rtStop'] === '') ?? all[0]
  for (const element of all) {
    element.tabIndex = element === stop ? 0 : -1
    if (element === stop) element.dataset['rtStop'] = ''
    else delete element.dataset['rtStop']
  }
}
