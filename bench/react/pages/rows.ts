/** What every page has on it before the measurement begins. */
export const rowsBefore: readonly number[] = Array.from({ length: 1000 }, (_, place) => place)

export const textOf = (place: number): string =>
  `Row ${place}, with about as many words as a turn of a conversation has.`
