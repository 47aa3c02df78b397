'use client'

import { useEffect, useMemo, useRef, useState, useSyncExternalStore, type UIEvent } from 'react'
import { createPartContext } from '../internal/createPartContext.ts'
import { definePart } from '../internal/definePart.ts'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useSession } from '../session/useSession.ts'
import { inspectedText, inspectEvents, type EventInspection, type InspectedEvent } from './inspectedEvents.ts'

interface Inspector {
  readonly events: readonly InspectedEvent[]
  readonly types: readonly string[]
  readonly filter: string
  readonly selected: InspectedEvent | null
  setFilter: (filter: string) => void
  select: (event: InspectedEvent) => void
  clear: () => void
}
const context = createPartContext<Inspector>('EventInspector.Root')

const none: readonly InspectedEvent[] = []

export type EventInspectorRootProps = PartProps<HTMLDivElement, object> & {
  /** How many events are kept. Default 500. */
  limit?: number
}

/** What a session hears and says, as it happens. Listening to raw events costs a little: for development. */
export const Root: Part<EventInspectorRootProps> = definePart(
  'EventInspector.Root',
  function EventInspectorRoot({ limit = 500, ...props }: EventInspectorRootProps) {
    const session = useSession()
    const [inspection, setInspection] = useState<EventInspection | null>(null)
    const [filter, setFilter] = useState('')
    const [selected, select] = useState<InspectedEvent | null>(null)
    useEffect(() => {
      const started = inspectEvents(session, limit)
      setInspection(started)
      return started.stop
    }, [session, limit])
    const all = useSyncExternalStore(inspection?.subscribe ?? subscribeToNothing, inspection?.get ?? getNone, getNone)
    const types = useMemo(() => [...new Set(all.map((event) => event.type))].sort(), [all])
    const events = useMemo(() => (filter === '' ? all : all.filter((event) => event.type === filter)), [all, filter])
    const clear = (): void => {
      inspection?.clear()
      select(null)
    }
    const value = { events, types, filter, selected, setFilter, select, clear }
    const children = (
      <>
        <Toolbar />
        <List />
        <Detail />
      </>
    )
    return (
      <context.Context.Provider value={value}>
        {renderPart('div', 'event-inspector', {}, { role: 'group', 'aria-label': 'Events', children }, props)}
      </context.Context.Provider>
    )
  },
)

const subscribeToNothing = () => () => {}
const getNone = (): readonly InspectedEvent[] => none

export type EventInspectorPartProps = PartProps<HTMLElement, object>

/** Filter, count and clearing. */
export const Toolbar: Part<EventInspectorPartProps> = definePart(
  'EventInspector.Toolbar',
  function EventInspectorToolbar(props: EventInspectorPartProps) {
    const { events, clear } = context.use('EventInspector.Toolbar')
    const children = (
      <>
        <Filter />
        <span>{events.length === 1 ? '1 event' : `${events.length} events`}</span>
        <button type="button" data-slot="button" onClick={clear}>
          Clear
        </button>
      </>
    )
    return renderPart('div', 'event-inspector-toolbar', {}, { children }, props)
  },
)

/** Shows one type of event only. */
export const Filter: Part<EventInspectorPartProps> = definePart(
  'EventInspector.Filter',
  function EventInspectorFilter(props: EventInspectorPartProps) {
    const { types, filter, setFilter } = context.use('EventInspector.Filter')
    const own = {
      'aria-label': 'Type of event',
      value: filter,
      onChange: (event: { currentTarget: HTMLSelectElement }) => setFilter(event.currentTarget.value),
      children: (
        <>
          <option value="">All events</option>
          {types.map((type) => (
            <option key={type}>{type}</option>
          ))}
        </>
      ),
    }
    return renderPart('select', 'event-inspector-filter', {}, own, props)
  },
)

const rowPx = 32
const arrows: Record<InspectedEvent['direction'], string> = { in: '↓', out: '↑', local: '·' }

/** The events, newest last. Only the rows in view are in the page. */
export const List: Part<EventInspectorPartProps> = definePart(
  'EventInspector.List',
  function EventInspectorList(props: EventInspectorPartProps) {
    const { events } = context.use('EventInspector.List')
    const box = useRef<HTMLDivElement>(null)
    const [top, setTop] = useState(0)
    const [followed, setFollowed] = useState(true)
    useEffect(() => {
      if (followed && box.current) box.current.scrollTop = box.current.scrollHeight
    }, [events, followed])
    const first = Math.max(0, Math.floor(top / rowPx) - 4)
    const shown = events.slice(first, first + 60)
    const own = {
      ref: box,
      tabIndex: 0,
      role: 'region',
      'aria-label': 'List of events',
      onScroll(event: UIEvent<HTMLElement>) {
        const { scrollTop, scrollHeight, clientHeight } = event.currentTarget
        setTop(scrollTop)
        setFollowed(scrollHeight - scrollTop - clientHeight < rowPx)
      },
      children: (
        <div style={{ height: events.length * rowPx, paddingTop: first * rowPx, boxSizing: 'border-box' }}>
          {shown.map((event) => (
            <Row key={event.id} event={event} />
          ))}
        </div>
      ),
    }
    return renderPart('div', 'event-inspector-list', {}, own, props)
  },
)

export interface EventInspectorRowState {
  direction: InspectedEvent['direction']
  type: string
}
export type EventInspectorRowProps = PartProps<HTMLButtonElement, EventInspectorRowState> & { event: InspectedEvent }

/** One event; pressed, its content shows in `Detail`. */
export const Row: Part<EventInspectorRowProps> = definePart(
  'EventInspector.Row',
  function EventInspectorRow({ event, ...props }: EventInspectorRowProps) {
    const { selected, select } = context.use('EventInspector.Row')
    const time = new Date(event.at).toISOString().slice(11, 23)
    const own = {
      type: 'button',
      'aria-pressed': selected?.id === event.id,
      onClick: () => select(event),
      children: (
        <>
          <span data-slot="event-inspector-arrow" aria-hidden="true">
            {arrows[event.direction]}
          </span>
          <time>{time.slice(3)}</time>
          <span>{event.type}</span>
        </>
      ),
    }
    return renderPart('button', 'event-inspector-row', { direction: event.direction, type: event.type }, own, props)
  },
)

/** The content of the chosen event. Nothing before one is chosen. */
export const Detail: Part<EventInspectorPartProps> = definePart(
  'EventInspector.Detail',
  function EventInspectorDetail(props: EventInspectorPartProps) {
    const { selected } = context.use('EventInspector.Detail')
    if (!selected) return null
    const own = { tabIndex: 0, 'aria-label': selected.type, children: inspectedText(selected.data) }
    return renderPart('pre', 'event-inspector-detail', {}, { ...own, role: 'region' }, props)
  },
)
