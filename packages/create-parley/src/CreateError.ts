/** Something the person at the terminal can put right; its message says how. */
export class CreateError extends Error {
  override name = 'CreateError'
}
