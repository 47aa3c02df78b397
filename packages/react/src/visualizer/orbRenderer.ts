import { fragmentShader, vertexShader } from './orbShader.ts'

type Rgb = readonly [number, number, number]

/** One picture of an orb. Lengths in radii of the disc, from its middle, upwards. */
export interface OrbFrame {
  /** Edge of the square, in device pixels; at most 640. */
  pixels: number
  phase: number
  layers: number
  horizon: number
  agent: number
  user: number
  ripple: number
  ring: number
  arc: number
  cut: number
  hatch: number
  grey: number
  /** 1, or -1 where text runs from right to left. */
  lean: number
  colours: { water: Rgb; air: Rgb; surface: Rgb; text: Rgb }
}

export interface OrbRenderer {
  /** The picture in the lower left corner of a canvas; null while the context is lost. */
  render(frame: OrbFrame): HTMLCanvasElement | null
}

const edge = 640

/** Null where WebGL2 is missing. A lost context is made again. */
export function createOrbRenderer(): OrbRenderer | null {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = edge
  const gl = canvas.getContext('webgl2', { alpha: true, premultipliedAlpha: true, preserveDrawingBuffer: true })
  if (!gl) return null
  let uniforms = link(gl)
  if (!uniforms) return null
  canvas.addEventListener('webglcontextlost', (event) => {
    event.preventDefault()
    uniforms = null
  })
  canvas.addEventListener('webglcontextrestored', () => {
    uniforms = link(gl)
  })

  return {
    render(frame) {
      if (!uniforms || gl.isContextLost()) return null
      const at = uniforms
      const { colours } = frame
      gl.viewport(0, 0, frame.pixels, frame.pixels)
      gl.clearColor(0, 0, 0, 0)
      gl.clear(gl.COLOR_BUFFER_BIT)
      for (const name of numbers) gl.uniform1f(at(name), frame[name])
      gl.uniform1f(at('px'), 2.34 / frame.pixels)
      // Light text means a dark theme.
      gl.uniform1f(at('dark'), colours.text[1] > 0.5 ? 1 : 0)
      for (const [name, [r, g, b]] of Object.entries(colours)) gl.uniform3f(at(name), r, g, b)
      gl.drawArrays(gl.TRIANGLES, 0, 3)
      return canvas
    },
  }
}

const numbers = [
  'phase',
  'layers',
  'horizon',
  'agent',
  'user',
  'ripple',
  'ring',
  'arc',
  'cut',
  'hatch',
  'grey',
  'lean',
] as const

function link(gl: WebGL2RenderingContext): ((name: string) => WebGLUniformLocation | null) | null {
  const program = gl.createProgram()
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertexShader],
    [gl.FRAGMENT_SHADER, fragmentShader],
  ] as const) {
    const shader = gl.createShader(type)
    if (!shader) return null
    gl.shaderSource(shader, source)
    gl.compileShader(shader)
    gl.attachShader(program, shader)
  }
  gl.linkProgram(program)
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) return null
  gl.useProgram(program)
  const places = new Map<string, WebGLUniformLocation | null>()
  return (name) => {
    if (!places.has(name)) places.set(name, gl.getUniformLocation(program, name))
    return places.get(name) ?? null
  }
}
