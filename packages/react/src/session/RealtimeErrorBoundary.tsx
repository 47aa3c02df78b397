'use client'

import { Component, type ErrorInfo, type ReactElement, type ReactNode } from 'react'
import { isRealtimeError, type RealtimeError, type Severity } from '@parley/core'
import { LocaleContext, type Locale } from '../labels/LocaleContext.ts'
import { mergeLabels } from '../labels/mergeLabels.ts'
import { errorText } from '../labels/errorText.ts'

export interface RealtimeErrorBoundaryProps {
  children?: ReactNode
  /** In place of what failed. Default: the message and a button that tries again. */
  fallback?: ReactNode | ((failure: { error: unknown; retry: () => void }) => ReactNode)
  onError?: (error: unknown, info: ErrorInfo) => void
}

/** Keeps a broken part from taking the page down; the conversation goes on. Also for errors that are not Parley's. */
export class RealtimeErrorBoundary extends Component<
  RealtimeErrorBoundaryProps,
  { failed: { error: unknown } | null }
> {
  static override contextType: typeof LocaleContext = LocaleContext
  declare context: Locale
  override state: { failed: { error: unknown } | null } = { failed: null }

  static getDerivedStateFromError(error: unknown): { failed: { error: unknown } } {
    return { failed: { error } }
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    this.props.onError?.(error, info)
  }

  readonly #retry = (): void => this.setState({ failed: null })

  override render(): ReactNode {
    const { failed } = this.state
    const { children, fallback } = this.props
    if (!failed) return children
    if (typeof fallback === 'function') return fallback({ error: failed.error, retry: this.#retry })
    return fallback === undefined ? this.#message(failed.error) : fallback
  }

  #message(error: unknown): ReactElement {
    const labels = mergeLabels(this.context.own)
    const known: RealtimeError | null = isRealtimeError(error) ? error : null
    const severity: Severity = known?.severity ?? 'error'
    return (
      <div data-slot="error-boundary" data-severity={severity} role="alert">
        <p>{known ? errorText(known, labels) : labels.partFailed}</p>
        <button type="button" data-slot="button" onClick={this.#retry}>
          {labels.retry}
        </button>
      </div>
    )
  }
}
