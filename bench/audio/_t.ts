import { buildPages } from './build.ts'
import { openPage } from './browser.ts'
import { startService } from './scriptedService.ts'
const service = await startService(await buildPages())
const s = await openPage(`${service.url}/ours.html`)
const c = service.nextConnection()
await s.call('start', service.url); const conn = await c
await new Promise(r => setTimeout(r, 1000))
{ await conn.speak({items:[{id:'z',ms:300}]}); await new Promise(r => setTimeout(r, 1500)); const a = s.mainThreadMs(); await new Promise(r => setTimeout(r, 4000)); console.log('listening only ms/s', (s.mainThreadMs()-a)/4) }
const sp = conn.speak({items:[{id:'a',ms:8000}], leadMs: 200})
await new Promise(r => setTimeout(r, 1000))
const a = s.mainThreadMs()
const cdp = await s.page.context().newCDPSession(s.page)
await cdp.send('Profiler.enable'); await cdp.send('Profiler.setSamplingInterval', {interval: 200}); await cdp.send('Profiler.start')
await new Promise(r => setTimeout(r, 5000))
const { profile } = await cdp.send('Profiler.stop')
console.log('speaking ms/s with profiler', (s.mainThreadMs()-a)/5)
const self = new Map<string, number>()
const byId = new Map(profile.nodes.map(n => [n.id, n]))
profile.samples!.forEach((id, i) => { const n = byId.get(id)!; const k = n.callFrame.functionName + ' ' + n.callFrame.url.split('/').pop() + ':' + n.callFrame.lineNumber + ':' + n.callFrame.columnNumber; self.set(k, (self.get(k) ?? 0) + profile.timeDeltas![i]!/1000) })
console.log([...self].sort((x,y)=>y[1]-x[1]).slice(0,25).map(([k,v])=>v.toFixed(1)+' '+k).join('\n'))
await sp; await s.close(); service.close()
