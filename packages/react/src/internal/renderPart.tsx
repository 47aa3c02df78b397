import { cloneElement, createElement, isValidElement, type ReactElement, type Ref } from 'react'
import { mergeProps, type AnyProps } from './mergeProps.ts'
import { mergeRefs } from './mergeRefs.ts'
import type { PartProps } from './PartProps.ts'

/**
 * The element of a part. The state becomes data attributes: text as it is, `true` as an empty attribute, `false` and null as
 * none; `data-slot` names the part for CSS.
 */
export function renderPart<E, S extends object>(
  tag: string,
  slot: string,
  state: S,
  own: AnyProps,
  { render, className, style, ref, ...user }: PartProps<E, S>,
): ReactElement {
  const given: AnyProps = { ...user }
  const css = typeof className === 'function' ? className(state) : className
  if (css !== undefined) given['className'] = css
  const look = typeof style === 'function' ? style(state) : style
  if (look !== undefined) given['style'] = look
  const props = mergeProps({ 'data-slot': slot, ...dataAttributes(state), ...own }, given)
  if (ref) props['ref'] = ref
  if (typeof render === 'function') return render(props as never, state)
  if (isValidElement<AnyProps>(render)) {
    const inner = refOf(render)
    const merged = mergeProps(props, render.props)
    if (ref || inner) merged['ref'] = ref && inner ? mergeRefs(ref as Ref<unknown>, inner) : (ref ?? inner)
    return cloneElement(render, merged)
  }
  return createElement(tag, props)
}

/** React 19 keeps the ref among the props, React 18 beside them. */
function refOf(element: ReactElement<AnyProps>): Ref<unknown> | undefined {
  // In 19 it is an accessor that warns, in 18 a value, and there the prop is what warns.
  const beside = Object.getOwnPropertyDescriptor(element, 'ref')
  const ref = (beside && 'value' in beside ? beside.value : element.props['ref']) as Ref<unknown> | null
  return ref ?? undefined
}

function dataAttributes(state: object): AnyProps {
  const attributes: AnyProps = {}
  for (const [key, value] of Object.entries(state)) {
    const name = `data-${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
    if (value === true) attributes[name] = ''
    else if (typeof value === 'string' || typeof value === 'number') attributes[name] = String(value)
  }
  return attributes
}
