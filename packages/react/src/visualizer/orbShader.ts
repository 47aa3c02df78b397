/** A triangle that covers the picture; `at` runs from -1 to 1. */
export const vertexShader: string = `#version 300 es
out vec2 at;
void main() {
  vec2 corner = vec2((gl_VertexID << 1) & 2, gl_VertexID & 2);
  at = corner * 2. - 1.;
  gl_Position = vec4(at, 0., 1.);
}`

/**
 * The disc: three layers of water under warm air. The agent's voice raises and moves the water, the user's presses it down in
 * the middle and warms the air. A ring outside shows waiting, a cut an interruption, a hatch a muted user.
 */
export const fragmentShader: string = `#version 300 es
precision highp float;
in vec2 at;
out vec4 color;
uniform float phase, layers, px, horizon, agent, user, ripple, ring, arc, cut, hatch, grey, lean, dark;
uniform vec3 water, air, surface, text;

float within(float low, float high, float x) { return 1. - smoothstep(low, high, x); }

// Height of one layer above the horizon. The rim holds the water still.
float wave(float x, float layer) {
  float rim = 1. - x * x;
  float t = phase * (.9 + .33 * layer);
  float swell = .64 * sin(2.2 * x + t + 1.9 * layer) + .30 * sin(4.3 * x - 1.25 * t + 2.2 * layer) + .06 * sin(7.6 * x + 1.6 * t);
  float from = x - .62 * sin(1.35 * phase);
  float ring1 = .15 * ripple * exp(-6. * from * from) * cos(8. * from);
  return rim * (swell * ((.018 + .34 * agent) * (1. - .2 * layer) + .06 * user) - .30 * user + ring1);
}

void main() {
  vec2 p = at * 1.17;
  float r = length(p);
  float slant = p.x * lean + .32 * p.y - .04;
  float level = horizon + cut * (step(0., slant) - .5) * .30;

  float up = smoothstep(-.1, 1., p.y);
  vec3 sky = mix(surface, air, (dark > .5 ? .03 + .11 * up : .13) + .78 * user * smoothstep(-.55, 1., p.y));
  sky = mix(sky, air, .30 * user * exp(-3. * abs(p.y - level)));
  vec3 c = sky;

  vec3 deep = mix(water, vec3(.02, .06, .06), dark > .5 ? .62 : .50);
  vec3 light = mix(water, vec3(1.), dark > .5 ? .18 : .42);
  for (float i = 2.; i >= 0.; i -= 1.) {
    if (i >= layers) continue;
    float top = level + .07 * i * (1. - p.x * p.x) * (.5 + 1.2 * agent) + wave(p.x, i);
    float inside = within(-1.2 * px, 1.2 * px, p.y - top);
    float depth = clamp((top - p.y) / 1.15, 0., 1.);
    vec3 w = mix(mix(light, water, 1. - .375 * i), deep, smoothstep(0., 1., depth) * (.85 - .3 * i * .5));
    w += (i < .5 ? .16 : .08) * (.4 + agent) * exp(-26. * depth);
    c = mix(c, w, inside * (i > 1.5 ? .55 : i > .5 ? .75 : .97));
  }
  float line = smoothstep(.42, .47, abs(fract(6. * (p.x * lean + p.y)) - .5));
  c = mix(c, text, .45 * hatch * line * step(level + .06, p.y));
  c = mix(c, mix(vec3(dot(c, vec3(.3, .59, .11))), surface, .25), grey);

  float alpha = within(1. - px, 1. + px, r);
  alpha *= 1. - cut * within(.03, .03 + 1.5 * px, abs(slant));
  vec4 o = vec4(c, 1.) * alpha;
  float edge = .30 * within(0., 1.4 * px, abs(r - 1.) - .004) * alpha * (1. - .4 * grey);
  o = mix(o, vec4(mix(water, text, .35), 1.), edge);

  float angle = fract(atan(p.x, p.y) / 6.2831853 + 1.);
  float band = within(0., 1.2 * px, abs(r - 1.095) - .011);
  bool segments = ring > 1.5;
  float gap = abs(fract(angle * 12.) - .5) > .38 ? 0. : 1.;
  float lit = segments ? gap * (angle < arc ? 1. : .22) : smoothstep(0., .34, fract(angle - arc)) * step(fract(angle - arc), .36);
  float ringAlpha = .9 * band * lit * min(ring, 1.);
  o = mix(o, vec4(segments ? water : text, 1.), ringAlpha);
  color = o;
}`
