import { getEntry } from './itemTable.ts'
import { defineSlice, type Slice } from './slice.ts'
import { toWireItems } from './wireItem.ts'

/** Slice without a key: the conversation as the server has it is made to follow ours, after a reconnection and when the app edits it. */
export const history: Slice<never> = defineSlice([], {
  'history.edited': (_state, event, step) => {
    for (const id of event.deletes) step.do({ type: 'send', event: { type: 'conversation.item.delete', item_id: id } })
    for (const { item, previousId } of event.creates) {
      const place = previousId === null ? {} : { previous_item_id: previousId }
      step.do({ type: 'send', event: { type: 'conversation.item.create', item, ...place } })
    }
  },
  // A new session knows nothing (a call that goes on knows everything): what was said is told to it as text, in order.
  'connection.readied': (state, event, step) => {
    for (const id of state.link.attached ? [] : state.items.table.ids) {
      const entry = getEntry(state.items.table, id)
      if (!entry || entry.generation === event.generation) continue
      for (const item of toWireItems(entry.item)) {
        step.do({ type: 'send', event: { type: 'conversation.item.create', item } })
      }
    }
    step.do({ type: 'connection.ready' })
  },
  'event.sent': (_state, event, step) => step.do({ type: 'send', event: event.event }),
})
