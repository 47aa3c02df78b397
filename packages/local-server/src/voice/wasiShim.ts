/**
 * The thirteen WASI calls that Flite makes, over one output file in memory. `node:wasi` needs a real folder and has been
 * seen to crash when it is used many times in one process; this gives the same bytes every time.
 */
export class WasiExit extends Error {
  readonly code: number
  constructor(code: number) {
    super(`The program ended with code ${code}.`)
    this.code = code
  }
}

export interface WasiRun {
  readonly imports: WebAssembly.ModuleImports
  /** Must be called with the instance's memory before `_start`. */
  attach(memory: WebAssembly.Memory): void
  /** What the program wrote to its output file. */
  output(): Uint8Array
  /** What it wrote to standard output and standard error. */
  messages(): string
}

const success = 0
const badFile = 8
const outputFd = 4

export function createWasiRun(args: readonly string[]): WasiRun {
  const encodedArgs = args.map((arg) => new TextEncoder().encode(`${arg}\0`))
  let memory: WebAssembly.Memory | undefined
  let file = new Uint8Array(1 << 16)
  let length = 0
  let position = 0
  let log = ''

  const view = () => new DataView(memory!.buffer)
  const bytes = () => new Uint8Array(memory!.buffer)

  const write = (fd: number, chunk: Uint8Array): void => {
    if (fd !== outputFd) {
      log += new TextDecoder().decode(chunk)
      return
    }
    const end = position + chunk.length
    if (end > file.length) {
      const grown = new Uint8Array(Math.max(end, file.length * 2))
      grown.set(file)
      file = grown
    }
    file.set(chunk, position)
    position = end
    length = Math.max(length, end)
  }

  const imports = {
    args_sizes_get(count: number, size: number): number {
      view().setUint32(count, encodedArgs.length, true)
      view().setUint32(
        size,
        encodedArgs.reduce((sum, arg) => sum + arg.length, 0),
        true,
      )
      return success
    },
    args_get(pointers: number, buffer: number): number {
      let at = buffer
      encodedArgs.forEach((arg, index) => {
        view().setUint32(pointers + index * 4, at, true)
        bytes().set(arg, at)
        at += arg.length
      })
      return success
    },
    clock_time_get(_clock: number, _precision: bigint, out: number): number {
      view().setBigUint64(out, 0n, true) // always midnight: speech must be the same at any time of day
      return success
    },
    fd_close: (): number => success,
    fd_fdstat_get(fd: number, out: number): number {
      bytes().fill(0, out, out + 24)
      view().setUint8(out, fd === 3 ? 3 : 4) // directory, or regular file
      view().setBigUint64(out + 8, ~0n & 0x1fffffffn, true)
      view().setBigUint64(out + 16, ~0n & 0x1fffffffn, true)
      return success
    },
    fd_fdstat_set_flags: (): number => success,
    fd_prestat_get(fd: number, out: number): number {
      if (fd !== 3) return badFile
      view().setUint32(out, 0, true)
      view().setUint32(out + 4, 1, true)
      return success
    },
    fd_prestat_dir_name(_fd: number, out: number): number {
      bytes()[out] = 47 // '/'
      return success
    },
    fd_read(_fd: number, _vectors: number, _count: number, out: number): number {
      view().setUint32(out, 0, true)
      return success
    },
    fd_seek(fd: number, offset: bigint, whence: number, out: number): number {
      if (fd !== outputFd) return badFile
      position = Number(offset) + (whence === 1 ? position : whence === 2 ? length : 0)
      view().setBigUint64(out, BigInt(position), true)
      return success
    },
    fd_write(fd: number, vectors: number, count: number, out: number): number {
      let total = 0
      for (let i = 0; i < count; i++) {
        const at = view().getUint32(vectors + i * 8, true)
        const size = view().getUint32(vectors + i * 8 + 4, true)
        write(fd, bytes().subarray(at, at + size))
        total += size
      }
      view().setUint32(out, total, true)
      return success
    },
    path_open(...args: (number | bigint)[]): number {
      view().setUint32(Number(args.at(-1)), outputFd, true)
      return success
    },
    proc_exit(code: number): never {
      throw new WasiExit(code)
    },
  }

  return {
    imports,
    attach(value) {
      memory = value
    },
    output: () => file.subarray(0, length),
    messages: () => log,
  }
}
