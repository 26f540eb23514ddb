// Drives a running server with the AT Protocol's own client libraries, from an empty start.
//   node run.mjs --base http://localhost:4000 [--plc URL] [--handle-domain .example] [--admin-token TOKEN] [--other URL] [--only topic[,topic]]
// Every file in checks/ is one topic; each makes the accounts it needs, so that any of them runs alone.
import { readdir } from 'node:fs/promises'
import { basename } from 'node:path'
import { options } from './lib/options.mjs'
import { Server } from './lib/server.mjs'
import { Suite } from './lib/suite.mjs'
import { World } from './lib/world.mjs'

const { base, plc, domain, adminToken, other, only } = options(process.argv.slice(2))
const server = new Server(base)
const world = new World(server, { plc, domain, adminToken })
// a second server with the same PLC directory and operator, for accounts to move to
if (other) world.other = new World(new Server(other), { plc, adminToken })
const suite = new Suite()

const topic = (file) => basename(file, '.mjs').replace(/^\d+-/, '')
const folder = new URL('./checks/', import.meta.url)
const files = (await readdir(folder)).filter((f) => f.endsWith('.mjs')).sort()
const unknown = only.filter((t) => !files.some((f) => topic(f) === t))
if (unknown.length) {
  console.error(`no such topic: ${unknown.join(', ')}; there are ${files.map(topic).join(', ')}`)
  process.exit(2)
}

for (const file of files.filter((f) => !only.length || only.includes(topic(f)))) {
  console.log(`# ${topic(file)}`)
  await suite.guard(`${topic(file)} (set-up)`, async () => {
    const { default: checks } = await import(new URL(file, folder))
    await checks({ check: suite.check, server, world })
  })
}

console.log(`${suite.passed} passed, ${suite.failed} failed`)
process.exit(suite.failed || !suite.passed ? 1 : 0)
