/** An entry of a record whose keys the server or the model chose: `constructor` is nobody's call and nobody's tool. */
export const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined
