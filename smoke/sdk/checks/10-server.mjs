import assert from 'node:assert/strict'
import { declined } from '../lib/server.mjs'

export default async function ({ check, server }) {
  await check('health', async () => {
    const { status, json } = await server.xrpc('_health')
    assert.equal(status, 200)
    assert.equal(json.status, 'ok')
    assert.match(json.version, /^\d+\.\d+/)
    assert.equal(json.storage.writable, true)
    for (const name of ['dataDir', 'accountDb', 'sequencerDb']) assert.equal(typeof json.storage[name], 'string')
  })

  await check('describeServer', async () => {
    const about = await server.ok('com.atproto.server.describeServer')
    assert.match(about.did, /^did:web:/)
    assert.ok(about.availableUserDomains.length > 0)
    for (const domain of about.availableUserDomains) assert.match(domain, /^\./)
    assert.equal(about.inviteCodeRequired, false)
    assert.equal(typeof about.phoneVerificationRequired, 'boolean')
    assert.equal(typeof about.links, 'object')
    assert.equal(typeof about.contact, 'object')
    assert.ok(about.blobUploadLimit >= 1_000_000)
  })

  await check("the server's own DID document", async () => {
    const { did } = await server.ok('com.atproto.server.describeServer')
    const { status, json } = await server.fetch('/.well-known/did.json')
    assert.equal(status, 200)
    assert.equal(json.id, did)
  })

  await check('unknown method: 404 UnknownMethod', async () => {
    await server.refused('com.example.no.such', {}, 404, 'UnknownMethod')
    await server.refused('com.example.no.such', { json: {} }, 404, 'UnknownMethod')
  })

  await check('wrong verb: 400 InvalidRequest', async () => {
    await server.refused('com.atproto.server.describeServer', { json: {} }, 400, 'InvalidRequest')
    await server.refused('com.atproto.repo.createRecord', {}, 400, 'InvalidRequest')
    await server.refused('com.atproto.repo.createRecord', { method: 'PUT', json: {} }, 400, 'InvalidRequest')
  })

  await check('browsers of any origin may call', async () => {
    const origin = 'https://app.example.com'
    const simple = await server.xrpc('com.atproto.server.describeServer', { headers: { origin } })
    assert.equal(simple.headers.get('access-control-allow-origin'), '*')
    const preflight = await server.xrpc('com.atproto.repo.createRecord', {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,atproto-proxy',
      },
    })
    assert.ok([200, 204].includes(preflight.status), `preflight: ${preflight.status}`)
    assert.equal(preflight.headers.get('access-control-allow-origin'), '*')
    assert.match(preflight.headers.get('access-control-allow-methods') ?? '', /POST|\*/)
    assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /authorization|\*/i)
    assert.equal(preflight.headers.get('access-control-max-age'), '86400')
  })

  await check('browsers may read a refusal too', async () => {
    const refusal = await server.xrpc('com.example.no.such', { headers: { origin: 'https://app.example.com' } })
    declined(refusal, 404)
    assert.equal(refusal.headers.get('access-control-allow-origin'), '*')
  })
}
