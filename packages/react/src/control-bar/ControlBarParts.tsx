'use client'

import { useEffect, useRef, useState, type FocusEvent, type KeyboardEvent } from 'react'
import { definePart } from '../internal/definePart.ts'
import { moreIcon } from '../internal/icons.tsx'
import { useMergedRef } from '../internal/mergeRefs.ts'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useLabels } from '../labels/useLabels.ts'
import { nextControl, setTabStop } from './rovingFocus.ts'

export type Orientation = 'horizontal' | 'vertical'
export interface ControlBarState {
  orientation: Orientation
}
export type ControlBarRootProps = PartProps<HTMLDivElement, ControlBarState> & { orientation?: Orientation }

/** A toolbar: one tab stop, arrow keys inside. Lists are opened and chosen from with the keys across it. */
export const Root: Part<ControlBarRootProps> = definePart(
  'ControlBar.Root',
  function ControlBarRoot({ orientation = 'horizontal', ref, ...props }: ControlBarRootProps) {
    const labels = useLabels()
    const root = useRef<HTMLDivElement>(null)
    const merged = useMergedRef(root, ref)
    // After every render: controls may have come, gone or been disabled.
    useEffect(() => {
      if (root.current) setTabStop(root.current)
    })
    // Parts inside render by themselves: one that is disabled or gone must not take the only tab stop with it.
    useEffect(() => {
      const bar = root.current
      if (!bar || typeof MutationObserver === 'undefined') return undefined
      const observer = new MutationObserver(() => setTabStop(bar))
      observer.observe(bar, {
        subtree: true,
        childList: true,
        attributes: true,
        attributeFilter: ['disabled', 'hidden', 'inert'],
      })
      return () => observer.disconnect()
    }, [])
    const own = {
      role: 'toolbar',
      'aria-label': labels.controls,
      'aria-orientation': orientation,
      onFocus: (event: FocusEvent<HTMLDivElement>) => setTabStop(event.currentTarget, event.target as HTMLElement),
      onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
        if (event.target instanceof HTMLInputElement) return
        // A list is chosen from with the keys across the bar; those along it move on.
        if (event.target instanceof HTMLSelectElement && orientation === 'vertical') return
        const next = nextControl(event.currentTarget, event.key, orientation)
        if (!next) return
        event.preventDefault()
        next.focus()
      },
    }
    return renderPart('div', 'control-bar', { orientation }, own, { ...props, ref: merged })
  },
)

export type ControlBarGroupProps = PartProps<HTMLDivElement, object>

/** Controls that belong together. */
export const Group: Part<ControlBarGroupProps> = definePart(
  'ControlBar.Group',
  function ControlBarGroup(props: ControlBarGroupProps) {
    return renderPart('div', 'control-bar-group', {}, { role: 'group' }, props)
  },
)

/** A line between groups. */
export const Separator: Part<ControlBarGroupProps> = definePart(
  'ControlBar.Separator',
  function ControlBarSeparator(props: ControlBarGroupProps) {
    return renderPart('div', 'control-bar-separator', {}, { role: 'separator' }, props)
  },
)

export interface OverflowState {
  collapsed: boolean
}
export type ControlBarOverflowProps = PartProps<HTMLDivElement, OverflowState>

/** Controls that move into a menu when the bar has no room for them. */
export const Overflow: Part<ControlBarOverflowProps> = definePart(
  'ControlBar.Overflow',
  function ControlBarOverflow({ children, ref, ...props }: ControlBarOverflowProps) {
    const labels = useLabels()
    const box = useRef<HTMLDivElement>(null)
    const merged = useMergedRef(box, ref)
    const [collapsed, setCollapsed] = useState(false)
    useEffect(() => {
      const bar = box.current?.closest<HTMLElement>('[data-slot="control-bar"]')
      if (!bar || typeof ResizeObserver === 'undefined') return undefined
      // The width that all controls took, so that they come back only where they fit.
      let needed = 0
      const observer = new ResizeObserver(() => {
        if (bar.scrollWidth > bar.clientWidth + 1) {
          needed = bar.scrollWidth
          setCollapsed(true)
        } else if (bar.clientWidth >= needed) setCollapsed(false)
      })
      observer.observe(bar)
      return () => observer.disconnect()
    }, [])
    const inner = collapsed ? (
      <details data-slot="control-bar-menu">
        <summary aria-label={labels.more}>{moreIcon}</summary>
        <div data-slot="control-bar-menu-items">{children}</div>
      </details>
    ) : (
      children
    )
    return renderPart('div', 'control-bar-overflow', { collapsed }, { children: inner }, { ...props, ref: merged })
  },
)
