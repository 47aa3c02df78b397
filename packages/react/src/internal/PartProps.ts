import type { CSSProperties, HTMLAttributes, ReactElement, Ref } from 'react'

/**
 * What every part takes besides the attributes of its element. `className` and `style` may be functions of the part's state;
 * `render` replaces the element: an element gets the part's props merged into its own, a function gets props and state.
 */
export type PartProps<E, S> = Omit<HTMLAttributes<E>, 'className' | 'style'> & {
  render?: ReactElement | ((props: HTMLAttributes<E>, state: S) => ReactElement)
  className?: string | ((state: S) => string)
  style?: CSSProperties | ((state: S) => CSSProperties)
  ref?: Ref<E>
}

/** The type of a part: a component that returns an element, or nothing where it has nothing to show. */
export type Part<P> = ((props: P) => ReactElement | null) & { displayName?: string }
